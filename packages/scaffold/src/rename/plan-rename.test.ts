import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Files } from '../file-change.ts';
import { readRepository } from '../repository/repository-files.ts';
import { planRename, renamedLines, titleOf } from './plan-rename.ts';

const small: Files = new Map([
  ['package.json', '{ "name": "old-lab" }'],
  ['README.md', '# The Old Lab, in TypeScript\n\nThe Old Lab is here.\n'],
  ['kind.yaml', 'context: kind-old-lab\nimage: registry/old-lab/app\nother: old-labs\n'],
]);

const after = (files: Files, name: string, title = titleOf(name)): Files =>
  new Map([...files, ...planRename(files, { name, title }).map(({ path, text }) => [path, text] as const)]);

describe('planRename', () => {
  it('gives the name and the title wherever they stand', () => {
    const renamed = after(small, 'mesh-shop');
    expect(renamed.get('package.json')).toBe('{ "name": "mesh-shop" }');
    expect(renamed.get('README.md')).toBe('# Mesh Shop, in TypeScript\n\nMesh Shop is here.\n');
    expect(renamed.get('kind.yaml')).toBe(
      'context: kind-mesh-shop\nimage: registry/mesh-shop/app\nother: old-labs\n',
    );
  });

  it('has nothing to do the second time, and leads back', () => {
    const renamed = after(small, 'mesh-shop');
    expect(planRename(renamed, { name: 'mesh-shop', title: 'Mesh Shop' })).toEqual([]);
    expect(after(renamed, 'old-lab', 'The Old Lab')).toEqual(small);
  });

  it('may end in a part of the old name', () => {
    expect(after(small, 'lab').get('package.json')).toBe('{ "name": "lab" }');
  });

  it('refuses words that mean something else here', () => {
    const files = new Map([...small, ['a.md', 'a shop']]);
    expect(() => planRename(files, { name: 'shop', title: 'Mesh' })).toThrow(
      expect.objectContaining({ code: 'NAME_TAKEN', message: expect.stringContaining('a.md') }),
    );
  });

  it.each([
    ['Shop', 'Shop'],
    ['shop', 'A "quoted" title'],
    ['shop', 'Shop, the mesh'],
  ])('refuses %j with %j', (name, title) => {
    expect(() => planRename(small, { name, title })).toThrow(
      expect.objectContaining({ code: 'NAME_INVALID' }),
    );
  });

  it('says which lines change', () => {
    const changes = planRename(small, { name: 'mesh-shop', title: 'Mesh Shop' });
    expect(renamedLines(small, changes)).toContainEqual({
      path: 'kind.yaml',
      line: 2,
      text: 'image: registry/mesh-shop/app',
    });
  });
});

describe('this repository', () => {
  let files: Files;
  beforeAll(async () => {
    files = await readRepository(resolve(import.meta.dirname, '../../../..'));
  });

  it('has its name where a rename finds it, and nowhere else', () => {
    const { name } = JSON.parse(files.get('package.json') ?? '') as { name: string };
    const title = /^# ([^,\n]+)/m.exec(files.get('README.md') ?? '')?.[1] ?? '';
    // In two parts, so that this file does not have it.
    const next = ['zebra', 'crossing'].join('-');
    const renamed = after(files, next);
    const words = new RegExp(`${name}|${title.replaceAll(' ', '\\s+')}`, 'i');
    expect([...renamed].filter(([, text]) => words.test(text)).map(([path]) => path)).toEqual([]);
    expect(renamed.get('k8s/cluster/kind.yaml')).toContain(`name: ${next}`);
    expect(renamed.get('package-lock.json')).toContain(`"name": "${next}"`);
  });
});
