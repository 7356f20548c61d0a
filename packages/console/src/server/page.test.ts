import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Asset, Bundle } from './bundle.ts';
import { createPage } from './page.ts';

let folder: string;
let source: string;
let bundled: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-'));
  source = join(folder, 'main.tsx');
  writeFileSync(source, '');
  bundled = 0;
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (text: string): Asset => ({ type: '', bytes: Buffer.from(text), gzipped: Buffer.from(text) });

/** A bundle of the source as it is, which takes a while. */
async function bundle(): Promise<Bundle> {
  bundled += 1;
  const [number, time] = [bundled, statSync(source).mtimeMs];
  await new Promise((resolve) => setTimeout(resolve, 5));
  return {
    assets: new Map([[`/assets/main-${number}.js`, file(`${number}`)]]),
    ...{ html: file(`page ${number}`), firstScripts: [], sources: new Map([[source, time]]) },
  };
}

it('is bundled once, however many ask for it at the same time, and again after an edit', async () => {
  const page = createPage(bundle);
  const ask = async () => (await Promise.all([page.html(), page.html(), page.html()])).map(textOf);
  expect(await ask()).toEqual(['page 1', 'page 1', 'page 1']);
  expect(await ask()).toEqual(['page 1', 'page 1', 'page 1']);
  utimesSync(source, 1, 1);
  expect(await ask()).toEqual(['page 2', 'page 2', 'page 2']);
  expect(bundled).toBe(2);
});

it('has the files of the bundle before for a page that is open', async () => {
  const page = createPage(bundle);
  await page.html();
  utimesSync(source, 1, 1);
  await page.html();
  expect([1, 2, 3].map((number) => page.asset(`/assets/main-${number}.js`)?.bytes.toString())).toEqual([
    ...['1', '2', undefined],
  ]);
});

it('is tried again after a bundle that failed', async () => {
  let isBroken = true;
  const page = createPage(() => (isBroken ? Promise.reject(new Error('no such module')) : bundle()));
  await expect(page.html()).rejects.toThrow('no such module');
  isBroken = false;
  expect(textOf(await page.html())).toBe('page 1');
});

function textOf({ bytes }: Asset): string {
  return bytes.toString();
}
