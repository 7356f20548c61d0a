import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../findings/finding.ts';
import { parseResources } from '../resources/parse-resources.ts';
import { checkResources } from './check-resources.ts';

/**
 * testdata/scenarios/SCENARIO/input.yaml → findings.txt: all that `./lab analyze` says of configurations with several
 * mistakes. `npx vitest run --project unit packages/istio/src/analysis -u` rewrites them.
 */
const SCENARIOS = join(import.meta.dirname, '../../testdata/scenarios');

const scenarios = readdirSync(SCENARIOS).map((name) => ({ name, folder: join(SCENARIOS, name) }));

const FILES = ['findings.txt', 'input.yaml'];

function line({ code, severity, resource = '-', location, message }: Finding): string {
  return `${code} ${severity} ${resource} ${location?.file}:${location?.line}\n    ${message}\n`;
}

describe.each(scenarios)('$name', ({ folder }) => {
  it('has these findings, and no file that nothing reads', async () => {
    const text = readFileSync(join(folder, 'input.yaml'), 'utf8');
    const { resources, findings } = parseResources(text, { file: 'input.yaml' });
    const all = checkResources(resources, findings).findings;
    await expect(all.map(line).join('')).toMatchFileSnapshot(join(folder, 'findings.txt'));
    expect(readdirSync(folder).filter((name) => !FILES.includes(name))).toEqual([]);
  });
});
