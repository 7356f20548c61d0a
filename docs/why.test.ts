import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CAUSES } from '../packages/evidence/src/catalogue.ts';
import { whyPage } from '../tools/why-page.ts';

const file = join(import.meta.dirname, 'why.md');
const page = readFileSync(file, 'utf8');
const expected: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../tests/lab/why-expected.json'), 'utf8'),
);

it('is written from the catalogue: npx vitest run --project unit docs/why.test.ts -u', async () => {
  await expect(whyPage(page)).toMatchFileSnapshot(file);
});

it('names each cause once, in sentences', () => {
  const codes = CAUSES.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const { meaning, evidence, fix } of CAUSES)
    for (const text of [meaning, evidence, fix]) expect(text).toMatch(/^[A-Z`].*\.$/s);
});

it('lists every field of the JSON that the running mesh gives, and no others', () => {
  const [, table = ''] = /^## JSON$.*?\| --- \| --- \|\n(.*?)\n\n/ms.exec(page) ?? [];
  const documented = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
  const found = fieldsOf(expected);
  expect(found.toSorted()).toEqual(documented.toSorted());
});

/** The fields of a value as docs/why.md names them: `causes[].lines[].text`. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) {
    const fields = value.flatMap((entry) => fieldsOf(entry, `${path}[]`));
    return [...new Set([`${path}[]`, ...fields])];
  }
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, entry]) => fieldsOf(entry, path ? `${path}.${key}` : key));
}
