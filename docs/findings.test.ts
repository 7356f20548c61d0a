import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDING_CODES, type FindingCode } from '../packages/istio/src/findings/finding-codes.ts';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(import.meta.dirname, 'findings.md'), 'utf8');

/** Heading → text, of every section about a code. */
const sections = new Map(
  page
    .split(/^#+ /m)
    .map((section): [string, string] => [section.slice(0, section.indexOf('\n')), section])
    .filter(([heading]) => /^(IST|LAB)\d{4}/.test(heading)),
);

/** Codes that some source besides the table can give a finding. */
function emittedCodes(): Set<string> {
  const files = globSync('packages/*/src/**/*.ts', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && !file.endsWith('finding-codes.ts'),
  );
  // A union of codes is a type, and emits none.
  const unions = /('(?:IST|LAB)\d{4}'\s*\|\s*)+'(?:IST|LAB)\d{4}'/g;
  const texts = files.map((file) => readFileSync(join(root, file), 'utf8').replace(unions, ''));
  return new Set(texts.flatMap((text) => text.match(/(?<=')(?:IST|LAB)\d{4}(?=')/g) ?? []));
}

const codes = Object.keys(FINDING_CODES) as FindingCode[];

it('every code that a source emits is in the table, and every code of the table is emitted', () => {
  expect([...emittedCodes()].sort()).toEqual([...codes].sort());
});

it('the sections are those of the table, in its order', () => {
  expect([...sections.keys()]).toEqual(codes.map((code) => `${code} ${FINDING_CODES[code].name}`));
});

describe.each(codes)('%s', (code) => {
  const { name, severity } = FINDING_CODES[code];
  const text = sections.get(`${code} ${name}`) ?? '';

  it('says its severity, what it means, an example and what to do', () => {
    const [, head, meaning, ...rest] = text.trim().split(/\n\n/);
    const [example, remedy] = rest.slice(-2);
    expect(head).toContain(`**${severity}**`);
    expect(head?.includes(`/analysis/${code.toLowerCase()}/`)).toBe(code.startsWith('IST'));
    expect(example).toMatch(new RegExp(`^\`\`\`text\n${severity} ${code} .+\n\`\`\`$`));
    for (const sentence of [meaning, remedy]) expect(sentence).toMatch(/\.$/);
  });
});

it("Istio's other codes are accounted for, each once", () => {
  const list = page.slice(page.indexOf('## Istio codes the lab does not have'));
  const absent: readonly string[] = list.match(/IST\d{4}/g) ?? [];
  expect(absent.filter((code) => code in FINDING_CODES)).toEqual([]);
  expect(new Set(absent).size).toBe(absent.length);
  const reference = readFileSync(join(root, 'packages/istio/testdata/istio-analysis.json'), 'utf8');
  const unknown = (reference.match(/IST\d{4}/g) ?? []).filter(
    (code) => !(code in FINDING_CODES) && !absent.includes(code),
  );
  expect(unknown).toEqual([]);
});

it('links lead to sections', () => {
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    (heading ?? '').toLowerCase().replaceAll(' ', '-'),
  );
  const links = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.filter((anchor) => !anchors.includes(anchor ?? ''))).toEqual([]);
});
