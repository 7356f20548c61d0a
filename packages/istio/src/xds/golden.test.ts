import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildMesh } from '../model/build-mesh.ts';
import { parseResources } from '../resources/parse-resources.ts';
import { translate } from './translate.ts';

/**
 * testdata/golden/SCENARIO/input.yaml → NAMESPACE.WORKLOAD.json, the whole configuration of each proxy.
 * `npx vitest run --project unit -u` rewrites them.
 */
const GOLDEN = join(import.meta.dirname, '../../testdata/golden');

const cases = readdirSync(GOLDEN).map((scenario) => {
  const folder = join(GOLDEN, scenario);
  const { resources } = parseResources(readFileSync(join(folder, 'input.yaml'), 'utf8'));
  const mesh = buildMesh(resources);
  const pods = mesh.pods.filter(({ name, proxy }) => proxy !== 'none' && name.endsWith('-0'));
  return { scenario, folder, mesh, pods };
});

describe.each(cases)('$scenario', ({ folder, mesh, pods }) => {
  const fileOf = (pod: (typeof pods)[number]) => `${pod.namespace}.${pod.workload}.json`;

  it.each(pods)('$namespace/$workload', async (pod) => {
    const text = `${JSON.stringify(translate(mesh, pod), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(folder, fileOf(pod)));
  });

  it('has no golden file without a proxy', () => {
    expect(existsSync(join(folder, 'input.yaml'))).toBe(true);
    const files = readdirSync(folder).filter((file) => file !== 'input.yaml');
    expect(files.filter((file) => !pods.map(fileOf).includes(file))).toEqual([]);
  });
});
