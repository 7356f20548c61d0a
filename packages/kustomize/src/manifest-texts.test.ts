import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plainTexts } from './plain-folder.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'manifest-texts-'));
  mkdirSync(join(root, 'k8s'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = () => plainTexts(join(root, 'k8s'), root);

test('a link out of the folder is not followed', () => {
  writeFileSync(join(root, 'secret.yaml'), 'token: abc');
  symlinkSync('../secret.yaml', join(root, 'k8s/a.yaml'));
  symlinkSync('/dev/zero', join(root, 'k8s/b.yaml'));
  symlinkSync('nosuch', join(root, 'k8s/c.yaml'));
  const { texts, findings } = read();
  expect(texts).toEqual([]);
  expect(findings).toMatchObject([
    {
      code: 'LAB0102',
      message: expect.stringContaining('outside its folder'),
      location: { file: 'k8s/a.yaml' },
    },
    { code: 'LAB0102', message: expect.stringContaining('no pipes'), location: { file: 'k8s/b.yaml' } },
    { code: 'LAB0102', message: expect.stringContaining('does not exist'), location: { file: 'k8s/c.yaml' } },
  ]);
});

test('a link within the folder is, and one to a folder is left out', () => {
  mkdirSync(join(root, 'k8s/..data'));
  writeFileSync(join(root, 'k8s/..data/a.yaml'), 'a: 1\n');
  symlinkSync('..data/a.yaml', join(root, 'k8s/a.yaml'));
  symlinkSync('..data', join(root, 'k8s/b.yaml'));
  expect(read()).toEqual({ texts: [{ file: 'k8s/a.yaml', text: 'a: 1\n' }], findings: [] });
});

test('a pipe, which nobody writes to, is not opened', () => {
  expect(spawnSync('mkfifo', [join(root, 'k8s/a.yaml')]).status).toBe(0);
  expect(read()).toMatchObject({ texts: [], findings: [{ code: 'LAB0102' }] });
});

test('a file of ten gigabytes is not read', () => {
  writeFileSync(join(root, 'k8s/a.yaml'), '');
  truncateSync(join(root, 'k8s/a.yaml'), 10 * 2 ** 30);
  expect(read()).toMatchObject({
    texts: [],
    findings: [{ code: 'LAB0107', location: { file: 'k8s/a.yaml' } }],
  });
});
