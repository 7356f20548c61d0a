import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, type FindingCode } from '../packages/istio/src/findings/catalogue.ts';
import { findingsPage } from '../tools/findings-page.ts';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(import.meta.dirname, 'findings.md'), 'utf8');

const codes = Object.keys(CATALOGUE) as FindingCode[];

/** Every message of the catalogue, by its key. */
const keys = codes.flatMap((code) => {
  const entry = CATALOGUE[code];
  return 'messages' in entry ? Object.keys(entry.messages).map((name) => `${code}.${name}`) : [code];
});

/** Text of every source but the catalogue's. */
const sources = globSync('packages/*/src/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts') && !file.includes('findings/catalogue'))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

it('is written from the catalogue: npx vitest run --project unit docs/findings.test.ts -u', async () => {
  await expect(findingsPage(page)).toMatchFileSnapshot(join(import.meta.dirname, 'findings.md'));
});

it('every message of the catalogue has a source that gives it', () => {
  const used = new Set(sources.match(/(?<=')(?:IST|LAB)\d{4}(?:\.\w+)?(?=')/g) ?? []);
  expect(keys.filter((key) => !used.has(key))).toEqual([]);
});

it('every error that takes effect says what callers get', () => {
  const silent = keys.filter((key) => {
    const [code, name = ''] = key.split('.') as [FindingCode, string?];
    const entry: {
      severity: string;
      effect: string;
      severities?: Readonly<Record<string, string>>;
      callers?: unknown;
    } = CATALOGUE[code];
    const { callers, severities = {} } = entry;
    const says = typeof callers === 'function' || (callers as Record<string, unknown> | undefined)?.[name];
    return (severities[name] ?? entry.severity) === 'error' && entry.effect === 'in-effect' && !says;
  });
  expect(silent).toEqual([]);
});

describe.each(codes)('%s', (code) => {
  const { meaning, remedy } = CATALOGUE[code];

  it('says what it means and what to do, in sentences', () => {
    for (const text of [meaning, remedy]) expect(text).toMatch(/^[A-Z`].*\.$/s);
  });
});

it("Istio's other codes are accounted for, each once", () => {
  const list = page.slice(page.indexOf('## Istio codes the lab does not have'));
  const absent: readonly string[] = list.match(/IST\d{4}/g) ?? [];
  expect(absent.filter((code) => code in CATALOGUE)).toEqual([]);
  expect(new Set(absent).size).toBe(absent.length);
  const reference = readFileSync(join(root, 'packages/istio/testdata/istio-analysis.json'), 'utf8');
  const unknown = (reference.match(/IST\d{4}/g) ?? []).filter(
    (code) => !(code in CATALOGUE) && !absent.includes(code),
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
