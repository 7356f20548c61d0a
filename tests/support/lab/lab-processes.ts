import { readdirSync, readFileSync } from 'node:fs';

/** A process that belongs to a lab. */
export interface LabProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * Every process of this machine whose command line or environment names a lab's folder: the lab, its commands and
 * builds, applications and Envoys, whether the lab knows of them or not. Linux only (proc(5)).
 */
export function processesOf(labDir: string): LabProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const command = read(pid, 'cmdline');
      const belongs = command.includes(labDir) || read(pid, 'environ').includes(labDir);
      // A process that has ended and waits to be read off has neither.
      return belongs ? [{ pid: Number(pid), command: command.replaceAll('\0', ' ').trim() }] : [];
    });
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended, or belongs to someone else.
    return '';
  }
}
