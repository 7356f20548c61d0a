import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { type Ended, startProgram } from '../lab/run-command.ts';

const root = resolve(import.meta.dirname, '../../..');

/** What an installation and a build have written: taken along, so that a fork needs neither. */
const BUILT = ['packages/service-kit/dist', 'apps/frontend/dist'];

/** A copy of this checkout, as a person has it after "Use this template", `git clone` and a first `./lab up`. */
export interface ForkedRepository {
  readonly root: string;
  read(path: string): string;
  write(path: string, text: string): void;
  /** Runs the shim; resolves also when it fails. */
  lab(...args: string[]): Promise<Ended>;
  /** Runs a JavaScript file, by its path from the root, or another program. */
  node(file: string, ...args: string[]): Promise<Ended>;
  run(program: string, ...args: string[]): Promise<Ended>;
  /** @throws Error when git fails */
  git(...args: string[]): string;
  commit(): void;
  remove(): void;
}

export function forkRepository(): ForkedRepository {
  const folder = mkdtempSync(join(tmpdir(), 'fork-'));
  const env = {
    ...process.env,
    PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
    NO_COLOR: '1',
    // What is the same as in this checkout need not be built again.
    TURBO_CACHE_DIR: join(root, '.turbo/cache'),
    LAB_DIR: join(folder, '.lab'),
  };
  const run = (program: string, ...args: string[]) => startProgram(program, args, { cwd: folder, env }).ended;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, env, encoding: 'utf8' });
  const author = ['-c', 'user.name=A person', '-c', 'user.email=person@example.com'];
  const fork: ForkedRepository = {
    root: folder,
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    write: (path, text) => writeFileSync(join(folder, path), text),
    lab: (...args) => run(join(folder, 'lab'), ...args),
    node: (file, ...args) => run(process.execPath, join(folder, file), ...args),
    run,
    git,
    commit: () => {
      git('add', '-A');
      git(...author, 'commit', '--quiet', '--no-verify', '-m', 'As it is');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  copyTracked(folder);
  copyInstalled(folder);
  git('init', '--quiet');
  fork.commit();
  return fork;
}

/** Files that are new and not committed belong to the next commit of this checkout: they come along. */
function copyTracked(folder: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const path of listed.split('\0').filter((name) => name && existsSync(join(root, name)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path), { verbatimSymlinks: true });
  }
}

function copyInstalled(folder: string): void {
  const own = execFileSync('find', ['apps', 'packages', '-maxdepth', '2', '-name', 'node_modules'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const path of ['node_modules', ...own.split('\n').filter(Boolean)]) link(path, folder);
  for (const path of BUILT.filter((built) => existsSync(join(root, built)))) {
    cpSync(join(root, path), join(folder, path), { recursive: true, verbatimSymlinks: true });
  }
  // The shim's mark, without which it would install again. Removed first: it may be a link to the original.
  const mark = join(folder, 'node_modules/.lab-installed');
  rmSync(mark, { force: true });
  const sum = execFileSync('cksum', {
    input: readFileSync(join(folder, 'package-lock.json')),
    encoding: 'utf8',
  });
  writeFileSync(mark, `${process.version} ${sum}`);
}

/** Hard links where the file system can, as these are hundreds of megabytes. */
function link(path: string, folder: string): void {
  const [from, to] = [join(root, path), join(folder, path)];
  if (spawnSync('cp', ['-al', from, to]).status === 0) return;
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
