import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

it('images have the Node that ./lab installs', () => {
  const version = /^ARG NODE_IMAGE=node:([\d.]+)-/m.exec(read('Dockerfile'))?.[1];
  expect(version).toBe(/^node_pin=(\S+)$/m.exec(read('lab'))?.[1]);
});

it.each(globSync('apps/*/package.json', { cwd: root }))('%s has the scripts that images run', (path) => {
  const { scripts } = JSON.parse(read(path)) as { scripts: Record<string, string> };
  // No shell takes them apart: service-kit/container/exec-script.mjs.
  for (const name of ['start', 'dev']) expect(scripts[name], name).toMatch(/^node [^"'`$|&;<>]+$/);
});
