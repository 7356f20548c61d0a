import { execFileSync } from 'node:child_process';

/** The kubectl on PATH; undefined without one. */
export function findKubectl(): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v kubectl'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
