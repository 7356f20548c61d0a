import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../findings/finding.ts';
import { resourceName } from '../findings/place.ts';
import { buildMesh } from '../model/build-mesh.ts';
import { parseResources } from '../resources/parse-resources.ts';
import { RULES } from './analyze.ts';
import { hasError } from './check-resources.ts';
import { validateResources } from './validate-resources.ts';

/**
 * testdata/analysis/RULE/input.yaml → findings.txt, the findings of that rule, one per entry. The rule has a finding about
 * every resource whose name begins with `wrong`, and none about those that begin with `fine`, which are near misses.
 * `npx vitest run --project unit packages/istio/src/analysis -u` rewrites the findings.
 */
const GOLDEN = join(import.meta.dirname, '../../testdata/analysis');

const goldens = RULES.map((rule) => {
  const name = rule.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { name, rule, folder: join(GOLDEN, name) };
});

function read(folder: string) {
  return parseResources(readFileSync(join(folder, 'input.yaml'), 'utf8'), { file: 'input.yaml' });
}

const FILES = ['findings.txt', 'input.yaml'];

function line({ code, severity, resource = '-', location, message }: Finding): string {
  return `${code} ${severity} ${resource} ${location?.file}:${location?.line}\n    ${message}\n`;
}

it('each rule has a folder, and each folder a rule', () => {
  expect(readdirSync(GOLDEN).sort()).toEqual(goldens.map(({ name }) => name).sort());
});

describe.each(goldens)('$name', ({ rule, folder }) => {
  it('has these findings', async () => {
    const { resources } = read(folder);
    const found = rule(buildMesh(resources), resources);
    await expect(found.map(line).join('')).toMatchFileSnapshot(join(folder, 'findings.txt'));
    expect(readdirSync(folder).filter((name) => !FILES.includes(name))).toEqual([]);
  });

  it('finds what is wrong, and nothing in what is fine', () => {
    const { resources } = read(folder);
    const found = new Set(rule(buildMesh(resources), resources).map(({ resource }) => resource));
    const named = (prefix: string) =>
      resources.filter(({ metadata }) => metadata.name.startsWith(prefix)).map(resourceName);
    const [wrong, fine] = [named('wrong'), named('fine')];
    expect(wrong.filter((name) => !found.has(name))).toEqual([]);
    expect(fine.filter((name) => found.has(name))).toEqual([]);
    expect(wrong).not.toEqual([]);
    expect(fine).not.toEqual([]);
  });

  it('is about resources that are valid each', () => {
    const { resources, findings } = read(folder);
    expect([...findings, ...validateResources(resources)].filter((one) => hasError([one]))).toEqual([]);
  });
});
