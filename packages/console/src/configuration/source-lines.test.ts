import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sourceLines } from './source-lines.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
`;

const linesAt = (text: string, line: number) => {
  writeFileSync(join(folder, 'all.yaml'), text);
  return sourceLines({ file: 'all.yaml', line }, { root: folder, shown: [folder] });
};

test('lines are those around the place, and before the beginning there is none', () => {
  expect(linesAt(SERVICE, 2)).toEqual({
    ...{ file: 'all.yaml', first: 1, line: 2 },
    lines: ['apiVersion: v1', 'kind: Service', 'metadata: { name: web, namespace: shop }', ''],
  });
  const many = Array.from({ length: 20 }, (_, index) => `# ${index + 1}`).join('\n');
  expect(linesAt(many, 10)?.lines).toEqual([
    '# 6',
    '# 7',
    '# 8',
    '# 9',
    '# 10',
    '# 11',
    '# 12',
    '# 13',
    '# 14',
  ]);
});

test.each([
  ['plainly', 'kind: Secret'],
  ['in quotation marks', '"kind": "Secret"'],
  ['with a tag', 'kind: !!str Secret'],
  ['with an anchor', 'kind: &kind Secret'],
  ['with an escape', 'kind: "S\\u0065cret"'],
  ['with an alias', 'metadata: { name: key, annotations: { a: &kind Secret } }\nkind: *kind'],
  ['over two lines', 'kind:\n  Secret'],
  ['in a list', 'kind: List\nitems: [{ kind: Secret }]'],
  ['in a text that cannot be read', 'kind: Secret\nmetadata: ]['],
])('nothing of a Secret is shown whose kind is written %s', (_, kind) => {
  const secret = `apiVersion: v1\n${kind}\nstringData: { colour: vermilion }\n`;
  const text = `${SERVICE}---\n${secret}---\n${SERVICE}`;
  const count = text.split('\n').length;
  for (let line = 1; line <= count; line += 1)
    expect(linesAt(text, line)?.lines.join()).not.toContain('vermilion');
  expect(linesAt(text, 2)?.lines.slice(0, 3)).toEqual(SERVICE.split('\n').slice(0, 3));
  expect(linesAt(text, count - 2)?.lines.at(-2)).toBe('metadata: { name: web, namespace: shop }');
});
