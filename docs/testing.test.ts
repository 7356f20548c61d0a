import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { endToEndTests, missingSources, needsOf, projectOf } from '../tests/support/needs.ts';

const page = readFileSync(join(import.meta.dirname, 'testing.md'), 'utf8');

/** `FILE | PROJECT | NEEDS` of every row that names an end-to-end test and its project. */
const listed = [...page.matchAll(/^\| `(\S+\.e2e\.test\.ts)` \| (\w+) \| (.*) \|$/gm)].map(([, ...cells]) =>
  cells.join(' | '),
);

it('lists each end-to-end test once, with the project and the needs that its imports say', () => {
  const files = endToEndTests();
  expect(files.length).toBeGreaterThan(40);
  const expected = files.map((file) => [file, projectOf(file), needsOf(file).join(', ') || '–'].join(' | '));
  expect(listed.toSorted()).toEqual(expected.toSorted());
});

it('knows every tool by a module that is there', () => {
  expect(missingSources()).toEqual([]);
});

it('says how each tool is found', () => {
  const tools = new Set(endToEndTests().flatMap(needsOf));
  const rows = [...page.matchAll(/^\| ([^|`]+) \|/gm)].map(([, name]) => name);
  for (const tool of tools) if (!/lab$|checkout$|lesson$/.test(tool)) expect(rows).toContain(tool);
});
