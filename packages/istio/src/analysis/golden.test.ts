import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../findings/finding.ts';
import { buildMesh } from '../model/build-mesh.ts';
import { parseResources } from '../resources/parse-resources.ts';
import { RULES } from './analyze.ts';
import { checkResources } from './check-resources.ts';

/**
 * testdata/analysis/SCENARIO/input.yaml → findings.txt, a finding a line. `npx vitest run --project unit -u` rewrites
 * them.
 */
const GOLDEN = join(import.meta.dirname, '../../testdata/analysis');

const scenarios = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => {
    const folder = join(GOLDEN, name);
    const text = readFileSync(join(folder, 'input.yaml'), 'utf8');
    const { resources, findings } = parseResources(text, { file: 'input.yaml' });
    return { name, folder, resources, result: checkResources(resources, findings) };
  });

function line({ code, severity, resource = '-', location, message }: Finding): string {
  return `${code} ${severity} ${resource} ${location?.file}:${location?.line}\n    ${message}\n`;
}

describe.each(scenarios)('$name', ({ folder, result }) => {
  it('has these findings', async () => {
    await expect(result.findings.map(line).join('')).toMatchFileSnapshot(join(folder, 'findings.txt'));
  });

  it('has no file that nothing reads', () => {
    expect(readdirSync(folder).sort()).toEqual(['findings.txt', 'input.yaml']);
  });
});

describe('the scenarios', () => {
  it.each(RULES.map((rule) => ({ name: rule.name, rule })))('show $name at work', ({ rule }) => {
    const reports = scenarios.map(({ resources }) => rule(buildMesh(resources), resources).length);
    expect(reports.some((count) => count > 0)).toBe(true);
    expect(reports.some((count) => count === 0)).toBe(true);
  });
});
