import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What one process takes just now, in bytes. */
export interface ProcessMemory {
  /** Resident pages, those shared with other processes in full. */
  readonly rss: number;
  /** The same with each shared page divided by the processes that share it; undefined where the system does not tell. */
  readonly pss?: number;
}

/** @throws the system's error when there is no such process */
export function processMemory(pid: number): ProcessMemory {
  if (process.platform !== 'linux') return { rss: Number(ps(pid, 'rss')) * 1024 };
  return parseSmapsRollup(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
}

/** Reads /proc/PID/smaps_rollup (proc(5)): sizes are in kB, which are KiB. */
export function parseSmapsRollup(text: string): { rss: number; pss: number } {
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024;
  return { rss: bytes('Rss'), pss: bytes('Pss') };
}

/** Seconds that all threads of a process have run so far: its own code, the collector of its garbage, its system calls. */
export function cpuSeconds(pid: number): number {
  if (process.platform !== 'linux') return parseCpuTime(ps(pid, 'time'));
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map(
    (id) => readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0],
  );
  return nanoseconds.reduce((sum, text) => sum + Number(text), 0) / 1e9;
}

/** Reads `[[dd-]hh:]mm:ss[.cc]` (ps(1)), in seconds. */
export function parseCpuTime(text: string): number {
  const [days, clock = ''] = text.includes('-') ? text.split('-') : ['0', text];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number(days) * 86_400 + seconds;
}

/** A process and all that descend from it. */
export function processTree(root: number): number[] {
  const all =
    process.platform === 'linux' ? procListing() : execFileSync('ps', ['-A', '-o', 'pid=,ppid='], text);
  return descendants(root, all);
}

const text = { encoding: 'utf8' } as const;

/** `PID PPID` a line; field 4 of /proc/PID/stat is the parent (proc(5)). */
function procListing(): string {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => `${pid} ${parentOf(pid)}`).join('\n');
}

function parentOf(pid: string): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the program's name in brackets, which may hold anything: state, then parent.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? '';
  } catch {
    // It has ended since the folder was read.
    return '';
  }
}

/** @param listing `PID PPID` a line */
export function descendants(root: number, listing: string): number[] {
  const pairs = listing
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = Map.groupBy(pairs, ([, parent]) => parent);
  const tree: number[] = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []).map(([child]) => child as number));
  return tree;
}

function ps(pid: number, column: string): string {
  return execFileSync('ps', ['-o', `${column}=`, '-p', String(pid)], text).trim();
}
