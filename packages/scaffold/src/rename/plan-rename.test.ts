import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Files } from '../file-change.ts';
import { readRepository } from '../repository/repository-files.ts';
import { planRename, renamedLines, titleOf } from './plan-rename.ts';

// In two parts: the examples that people try must stand nowhere in the repository.
const shop = ['mesh', 'shop'].join('-');
const shopTitle = ['Mesh', 'Shop'].join(' ');

const small: Files = new Map([
  ['package.json', '{ "name": "old-lab" }'],
  ['README.md', '# The Old Lab, in TypeScript\n\nThe Old Lab is here.\n'],
  ['kind.yaml', 'context: kind-old-lab\nimage: registry/old-lab/app\nother: old-labs\n'],
]);

const after = (files: Files, name: string, title = titleOf(name)): Files =>
  new Map([...files, ...planRename(files, { name, title }).map(({ path, text }) => [path, text] as const)]);

describe('planRename', () => {
  it('gives the name and the title wherever they stand', () => {
    const renamed = after(small, shop);
    expect(renamed.get('package.json')).toBe(`{ "name": "${shop}" }`);
    expect(renamed.get('README.md')).toBe(`# ${shopTitle}, in TypeScript\n\n${shopTitle} is here.\n`);
    expect(renamed.get('kind.yaml')).toBe(
      `context: kind-${shop}\nimage: registry/${shop}/app\nother: old-labs\n`,
    );
  });

  it('has nothing to do the second time, and leads back', () => {
    const renamed = after(small, shop);
    expect(planRename(renamed, { name: shop, title: shopTitle })).toEqual([]);
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
    const changes = planRename(small, { name: shop, title: shopTitle });
    expect(renamedLines(small, changes)).toContainEqual({
      path: 'kind.yaml',
      line: 2,
      text: `image: registry/${shop}/app`,
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

  it('can be renamed as every example says', () => {
    const examples = [...files].flatMap(([path, text]) =>
      [...text.matchAll(/\.\/lab rename ([a-z][\w-]*)(?: --title "([^"]+)")?/g)].map(
        ([line, name = '', title]) => ({
          ...{ path, line, name },
          title: title ?? titleOf(name),
        }),
      ),
    );
    expect(examples.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['README.md', 'packages/cli/src/commands/rename.ts']),
    );
    for (const { path, line, name, title } of examples) {
      expect(planRename(files, { name, title }).length, `${path}: ${line}`).toBeGreaterThan(10);
    }
  });

  it('takes an example for no other use of its words, and any other use for one', () => {
    const shown = new Map([...small, ['page.md', `Call ./lab rename ${shop} for ${shopTitle}.\n`]]);
    expect(after(shown, shop).get('package.json')).toContain(shop);
    const used = new Map([...small, ['page.md', `Call ./lab rename ${shop}.\nThe ${shopTitle} is here.\n`]]);
    expect(() => planRename(used, { name: shop, title: shopTitle })).toThrow(
      expect.objectContaining({ code: 'NAME_TAKEN', message: expect.stringContaining('page.md') }),
    );
  });
});
