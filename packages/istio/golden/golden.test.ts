import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { checkResources } from '../src/analysis/check-resources.ts';
import { applyChanges, type Changes, changesBetween, type JsonObject } from './changes.ts';
import { BASE, configurations, GOLDEN, overlay, readInput } from './feature.ts';
import { toYaml } from './to-yaml.ts';

/**
 * testdata/golden/FEATURE/input.yaml, put on base/input.yaml → FEATURE/TYPE.yaml: how the proxies' listeners, routes,
 * clusters and endpoints differ from the base's, all of it. `npx vitest run --project unit -u` rewrites them.
 */
const features = readdirSync(GOLDEN).filter((name) => name !== BASE);
const base = readInput(BASE);
const before = configurations(base.resources);

/** Files of a folder besides its input.yaml and those that a test compares. */
function orphans(folder: string, compared: Iterable<string>): string[] {
  const known = new Set(['input.yaml', ...compared]);
  return readdirSync(join(GOLDEN, folder)).filter((file) => !known.has(file));
}

const errorsOf = (resources: typeof base.resources) =>
  checkResources(resources).findings.flatMap(({ severity, code }) => (severity === 'error' ? code : []));

describe('the base', () => {
  const files = new Map(
    [...before].flatMap(([proxy, config]) =>
      Object.entries(config).map(([type, value]) => [`${proxy.replace('/', '.')}.${type}.yaml`, value]),
    ),
  );

  it.each([...files])('has %s', async (file, value) => {
    await expect(toYaml(value)).toMatchFileSnapshot(join(GOLDEN, BASE, file));
  });

  it('has no golden file that nothing reads, and no error', () => {
    expect(orphans(BASE, files.keys())).toEqual([]);
    expect(errorsOf(base.resources)).toEqual([]);
  });
});

describe.each(features)('%s', (feature) => {
  const input = readInput(feature);
  const resources = overlay(base.resources, input.resources);
  const after = configurations(resources);
  const differences = differencesByType(before, after);

  it.each([...differences])('changes %s', async (type, difference) => {
    await expect(toYaml(difference)).toMatchFileSnapshot(join(GOLDEN, feature, `${type}.yaml`));
  });

  it('changes something, and has no golden file that nothing reads', () => {
    expect(differences.size).toBeGreaterThan(0);
    const files = [...differences.keys()].map((type) => `${type}.yaml`);
    expect(orphans(feature, files)).toEqual([]);
  });

  it('is the whole of the difference: the base with it is what the proxies get', () => {
    const written = [...differences].map(([type, difference]) => [type, parse(toYaml(difference))] as const);
    for (const [proxy, config] of before) {
      const own = written.flatMap(([type, difference]) =>
        proxy in difference ? [[type, difference[proxy]]] : [],
      );
      expect(applyChanges(config, Object.fromEntries(own))).toEqual(after.get(proxy));
    }
    expect([...after.keys()]).toEqual([...before.keys()]);
  });

  it('has the errors that input.yaml names', () => {
    expect(errorsOf(resources)).toEqual(input.expectedErrors);
  });
});

/** What differs, by kind of resource and then by proxy. */
function differencesByType(
  before: ReadonlyMap<string, JsonObject>,
  after: ReadonlyMap<string, JsonObject>,
): Map<string, Record<string, Changes>> {
  const differences = new Map<string, Record<string, Changes>>();
  for (const [proxy, config] of after) {
    const changes = changesBetween(before.get(proxy) ?? {}, config) ?? {};
    for (const [type, change] of Object.entries(changes)) {
      differences.set(type, { ...differences.get(type), [proxy]: change });
    }
  }
  return differences;
}
