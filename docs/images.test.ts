import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { fileOf, PICTURES, SCHEMES } from '../tools/screenshots/pictures.ts';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root }).toSorted()];

/** Pictures of a page that are files of this repository, from its root: of Markdown, `<img>` and `<source>`. */
function picturesOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  const found = [
    ...text.matchAll(/!\[[^\]]*\]\(([^)\s]+)\)|<(?:img|source)\b[^>]*?\bsrc(?:set)?="([^"]+)"/g),
  ];
  return found
    .map(([, markdown, html]) => markdown ?? html ?? '')
    .filter((path) => !/^[a-z]+:/.test(path))
    .map((path) => resolve(root, dirname(page), path).slice(root.length + 1));
}

const shown = pages.flatMap(picturesOf);
const files = globSync('docs/images/*', { cwd: root }).toSorted();
const size = (file: string) => statSync(join(root, file)).size;

it('each picture that a page shows is there, and each that is there is shown', () => {
  expect(shown.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect(files.filter((file) => !shown.includes(file))).toEqual([]);
});

it('the pictures of the console are those that npm run screenshots takes', () => {
  const taken = Object.values(PICTURES).flatMap((picture) =>
    SCHEMES.map((scheme) => fileOf(picture, scheme)),
  );
  expect(files.filter((file) => file.startsWith('docs/images/console-'))).toEqual(taken.toSorted());
});

it('pictures are small', () => {
  expect(files.filter((file) => size(file) > 150_000)).toEqual([]);
  expect(files.reduce((sum, file) => sum + size(file), 0)).toBeLessThan(1_000_000);
});

it('each picture says in words what it shows', () => {
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8');
    expect([page, ...(text.match(/!\[\]\(|<img\b(?![^>]*\balt="[^"]+")[^>]*>/g) ?? [])]).toEqual([page]);
  }
});
