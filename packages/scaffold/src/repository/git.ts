import { LabError } from '@lab/errors';
import { runCommand } from '@lab/process';

/** Runs git in a folder; what it prints. @throws LabError NO_GIT */
export async function git(root: string, ...args: string[]): Promise<string> {
  const { ok, stdout, stderr } = await runCommand('git', args, { cwd: root });
  if (ok) return stdout;
  throw new LabError(
    'NO_GIT',
    `git ${args[0]} failed: ${stderr.trim()}`,
    'The command changes files only where git can undo it: install git, and run `git init`, `git add -A` and `git commit` here.',
  );
}

/**
 * Refuses when files have changes that are not committed: mixed with others they could not be taken back.
 *
 * @param paths from the root; none: the whole work tree
 * @throws LabError UNCOMMITTED_CHANGES, NO_GIT
 */
export async function requireCommitted(root: string, paths: readonly string[] = []): Promise<void> {
  const status = await git(root, 'status', '--porcelain', '--untracked-files=all', '--', ...paths);
  if (!status) return;
  throw new LabError(
    'UNCOMMITTED_CHANGES',
    `these files have uncommitted changes:\n${status.trimEnd()}`,
    'Commit or stash them, or add --force.',
  );
}
