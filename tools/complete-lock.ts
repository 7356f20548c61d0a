/**
 * Adds to package-lock.json the optional platform packages that npm left out, and prints their names; with
 * `--check` it only prints them and fails when there are any.
 *
 * `npm install` drops an optional dependency that the registry in use does not carry (a mirror may hold only
 * some platforms), and `npm ci` then refuses the lock file everywhere. An entry with version, os and cpu is all
 * that npm needs to skip the package on other platforms; on its own platform npm looks it up by name.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

type LockPackages = Readonly<Record<string, LockEntry>>;

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

/** What the name of a platform package says it runs on: `@biomejs/cli-linux-x64-musl` → linux, x64, musl. */
function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } {
  const plain = name.replace('windows', 'win32').replace('ppc64le', 'ppc64').replace(/-64$/, '-x64');
  const parts = plain.split(/[-/]/);
  const os = systems.filter((system) => parts.includes(system));
  const cpu = processors.filter((processor) => parts.includes(processor));
  if (os.length === 0 || cpu.length === 0) throw new Error(`cannot tell the platform of ${name}`);
  if (parts.some((part) => part.startsWith('musl'))) return { os, cpu, libc: ['musl'] };
  return parts.some((part) => part.startsWith('gnu')) ? { os, cpu, libc: ['glibc'] } : { os, cpu };
}

/** True when a package at `path` finds `name` in its own or an outer node_modules folder. */
function isLocked(packages: LockPackages, path: string, name: string): boolean {
  if (packages[`${path && `${path}/`}node_modules/${name}`]) return true;
  if (path === '') return false;
  const outer = path.lastIndexOf('/node_modules/');
  return isLocked(packages, outer === -1 ? '' : path.slice(0, outer), name);
}

function missingEntries(packages: LockPackages): [path: string, entry: LockEntry][] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, path, name))
      .map(([name, version]): [string, LockEntry] => [
        `node_modules/${name}`,
        { version, ...platformOf(name), ...(dev && { dev }), optional: true },
      ]),
  );
}

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingEntries(lock.packages);
const onlyCheck = process.argv.includes('--check');
process.stdout.write(missing.map(([path]) => `missing: ${path}\n`).join(''));
if (onlyCheck && missing.length > 0) {
  process.stdout.write('package-lock.json lacks them: run `./lab --exec node tools/complete-lock.ts`\n');
  process.exitCode = 1;
} else if (missing.length > 0) {
  Object.assign(lock.packages, Object.fromEntries(missing));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}
