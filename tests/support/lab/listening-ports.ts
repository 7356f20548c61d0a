import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** `st` of a socket that listens, and of no other (Linux, include/net/tcp_states.h). */
const LISTEN = '0A';

/** TCP ports at which a process listens over IPv4, by what Linux's /proc has of it (proc_pid_net(5), `tcp`). */
export function listeningPorts(pid: number): number[] {
  const own = new Set(readdirSync(`/proc/${pid}/fd`).flatMap((fd) => inodeOf(`/proc/${pid}/fd/${fd}`)));
  const [, ...lines] = readFileSync(`/proc/${pid}/net/tcp`, 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === LISTEN && own.has(inode) ? [Number.parseInt(local.split(':')[1] ?? '', 16)] : [];
  });
}

/** A file may be closed between the two looks at it. */
function inodeOf(path: string): string[] {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.slice(1) ?? [];
  } catch {
    return [];
  }
}
