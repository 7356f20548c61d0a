import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(import.meta.dirname, 'dependencies.md'), 'utf8');

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly license?: string;
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
}

/** `NAME (LICENCE)` of every direct dependency of a workspace, the project's own left out. */
function installed(folder: string): string[] {
  const { dependencies, devDependencies } = readManifest(join(root, folder, 'package.json'));
  return Object.keys({ ...dependencies, ...devDependencies })
    .filter((name) => !name.startsWith('@lab/'))
    .map((name) => `${name} (${licenceOf(folder, name)})`)
    .sort();
}

function licenceOf(folder: string, name: string): string | undefined {
  const places = [folder, '.'].map((base) => join(root, base, 'node_modules', name, 'package.json'));
  const path = places.find((place) => existsSync(place));
  return path && readManifest(path).license?.replace(/^\((.*)\)$/, '$1');
}

/** `NAME (LICENCE)` of every line below the workspace's heading. */
function listed(heading: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^- `([^`]+)` (\([^)]+\)): \S/gm)]
    .map(([, name, licence]) => `${name} ${licence}`)
    .sort();
}

const workspaces = ['package.json', ...globSync('{apps,packages}/*/package.json', { cwd: root })].map(
  dirname,
);

describe.each(workspaces)('%s', (folder) => {
  it('has a line with the licence for each direct dependency, and no other', () => {
    expect(listed(folder === '.' ? 'The repository' : folder)).toEqual(installed(folder));
  });
});

it('no heading is of a workspace that is gone', () => {
  const headings = [...page.matchAll(/^## ((?:apps|packages)\/.+)$/gm)].map(([, heading]) => heading);
  expect(headings.filter((heading) => !workspaces.includes(heading ?? ''))).toEqual([]);
});

it('the schemas come from the versions that are named', () => {
  const path = 'packages/istio/src/resources/generated/schemas.json';
  const { from } = JSON.parse(readFileSync(join(root, path), 'utf8')) as { from: string[] };
  const named = /istio\.io\/api (\S+),\s+Kubernetes (\S+) and Gateway API (\S+) by/.exec(page)?.slice(1);
  expect(from.map((module) => module.replace(/^.*@v/, ''))).toEqual(named);
});
