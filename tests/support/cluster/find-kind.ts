import { execFileSync } from 'node:child_process';

/** Whether there is a kind on PATH. */
export const hasKind = (() => {
  try {
    execFileSync('kind', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
