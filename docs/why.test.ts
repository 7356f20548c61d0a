import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CAUSES } from '../packages/evidence/src/catalogue.ts';
import { whyPage } from '../tools/why-page.ts';

const file = join(import.meta.dirname, 'why.md');
const page = readFileSync(file, 'utf8');

it('is written from the catalogue: npx vitest run --project unit docs/why.test.ts -u', async () => {
  await expect(whyPage(page)).toMatchFileSnapshot(file);
});

it('names each cause once, in sentences', () => {
  const codes = CAUSES.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const { meaning, evidence, fix } of CAUSES)
    for (const text of [meaning, evidence, fix]) expect(text).toMatch(/^[A-Z`].*\.$/s);
});
