import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { isInside } from '@lab/local';
import { programsOnPath, runCommand } from '@lab/process';
import { UsageError } from '../command.ts';

/** A revision whose files were written to a folder. */
export interface WrittenRevision {
  /** Stands for the top of the repository. */
  readonly root: string;
  /** The folder of the manifests in it, relative to `root`. */
  readonly manifests: string;
}

/** No program of the repository's own, and nothing from the network. */
const ENVIRONMENT = { GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' };

/** The commit that a text names in the repository of a folder; undefined where there is none, or no git. */
export async function commitOf(folder: string, revision: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { ok, stdout } = await git(folder, args);
  return ok ? stdout.trim() : undefined;
}

/**
 * Writes the manifests of a commit, and the folders outside of theirs that their kustomizations name. Git reads the objects and
 * nothing is checked out: no hook and no filter runs. Links and submodules are left out, so that no path leads out of `target`.
 *
 * @throws UsageError where the commit has no such folder
 */
export async function writeRevision(
  manifests: string,
  commit: string,
  target: string,
): Promise<WrittenRevision> {
  const top = (await git(manifests, ['rev-parse', '--show-toplevel'])).stdout.trim();
  const folder = relative(realpathSync(top), realpathSync(manifests));
  const files = await filesOf(top, commit);
  const chosen = (below: string) => [...files.keys()].filter((path) => isInside(below || '.', path));
  const written = new Set<string>();
  for (let next = [folder]; next.length > 0; ) {
    const paths = next.flatMap(chosen).filter((path) => !written.has(path));
    const texts = await readFiles(
      top,
      paths.map((path) => files.get(path) ?? ''),
    );
    for (const [index, path] of paths.entries()) {
      const place = resolve(target, path);
      if (!isInside(target, place)) continue;
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, texts[index] ?? '');
      written.add(path);
    }
    next = paths
      .flatMap((path, index) => namedFolders(path, String(texts[index])))
      .filter((named) => chosen(named).some((path) => !written.has(path)));
  }
  if (written.size === 0)
    throw new UsageError(`${commit.slice(0, 12)} has no folder ${folder || '.'} with files`);
  return { root: target, manifests: folder };
}

/** Objects of regular files by their path from the top. */
async function filesOf(top: string, commit: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await git(top, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  const entries = stdout.split('\0').map((line) => /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(line));
  return new Map(
    entries.flatMap((entry) => {
      const [, mode = '', object = '', path = ''] = entry ?? [];
      return mode.startsWith('100') ? [[path, object] as const] : [];
    }),
  );
}

/** The contents of objects, in their order. */
async function readFiles(top: string, objects: readonly string[]): Promise<Buffer[]> {
  if (objects.length === 0) return [];
  const { stdout } = await git(top, ['cat-file', '--batch', '--buffer'], `${objects.join('\n')}\n`);
  const bytes = Buffer.from(stdout, 'latin1');
  let at = 0;
  return objects.map(() => {
    const end = bytes.indexOf('\n', at);
    const size = Number(bytes.toString('latin1', at, end).split(' ')[2]);
    at = end + 1 + size + 1;
    return bytes.subarray(end + 1, end + 1 + size);
  });
}

/** Folders and files that a kustomization names above its own. */
function namedFolders(path: string, text: string): string[] {
  if (!/(^|\/)kustomization\.ya?ml$/.test(path)) return [];
  const named = [...text.matchAll(/^\s*-\s+["']?(?:path:\s*)?(\.\.\/[^\s"'#]*)/gm)].map(([, name = '']) =>
    join(dirname(path), name),
  );
  return named.filter((name) => !name.startsWith('..'));
}

async function git(folder: string, args: readonly string[], input?: string) {
  const [program] = programsOnPath('git');
  if (program === undefined) throw new UsageError('git is not on PATH: name overlays, folders or files');
  const settings = ['-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false'];
  return runCommand(program, ['-C', folder, ...settings, ...args], {
    env: { ...process.env, ...ENVIRONMENT },
    encoding: input === undefined ? 'utf8' : 'latin1',
    ...(input !== undefined && { input }),
  });
}
