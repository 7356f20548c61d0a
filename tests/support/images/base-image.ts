/** Base images that nobody has to pull: made of this machine's own Node, npm, shell and what these are linked with. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { programsOnPath } from '@lab/process';
import type { DockerEngine } from './docker-engine.ts';

/** What the steps of a build call, and `tar`, by which skaffold copies files into a container. */
const PROGRAMS = ['sh', 'env', 'mkdir', 'mv', 'rm', 'chmod', 'chown', 'tar'];

/** Debian's name of the file is also where Node's image has it, and npm's `cafile` may name another. */
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Imports an image that builds, as Node's own slim image does: with npm and a shell. */
export function importNodeImage(engine: DockerEngine, tag: string, cafile?: string): Promise<void> {
  return importImage(engine, tag, (root) => {
    for (const name of PROGRAMS) addProgram(root, find(name), `/bin/${name}`);
    mkdirSync(join(root, 'usr/bin'), { recursive: true });
    symlinkSync('/bin/env', join(root, 'usr/bin/env'));
    const npm = dirname(dirname(realpathSync(find('npm'))));
    cpSync(npm, join(root, 'usr/local/lib/node_modules/npm'), { recursive: true, dereference: true });
    symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/local/bin/npm'));
    for (const file of new Set([CERTIFICATES, cafile])) if (file && existsSync(file)) add(root, file, file);
  });
}

/** Imports an image that only runs: `node` and its libraries, no shell, no npm. */
export function importRuntimeImage(engine: DockerEngine, tag: string): Promise<void> {
  return importImage(engine, tag, () => {});
}

async function importImage(engine: DockerEngine, tag: string, fill: (root: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'base-image-'));
  const [root, archive] = [join(folder, 'root'), join(folder, 'root.tar')];
  try {
    for (const name of ['etc', 'tmp', 'root']) mkdirSync(join(root, name), { recursive: true });
    chmodSync(join(root, 'tmp'), 0o1777);
    writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n');
    writeFileSync(join(root, 'etc/group'), 'root:x:0:\nnode:x:1000:\n');
    addProgram(root, process.execPath, '/usr/local/bin/node');
    fill(root);
    execFileSync('tar', ['-C', root, '--owner=0', '--group=0', '-cf', archive, '.']);
    await engine.docker('import', '--change=ENV PATH=/usr/local/bin:/usr/bin:/bin', archive, tag);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A program, and at their own places the libraries that the dynamic linker would load for it. */
function addProgram(root: string, program: string, path: string): void {
  add(root, program, path);
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  for (const [, library = ''] of stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)) add(root, library, library);
}

function add(root: string, file: string, path: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  cpSync(realpathSync(file), join(root, path));
}

function find(program: string): string {
  const [path] = programsOnPath(program);
  if (path === undefined) throw new Error(`there is no ${program} on PATH`);
  return path;
}
