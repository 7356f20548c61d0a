import { Session } from 'node:inspector';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sizedMesh } from '../testdata/sized-mesh.ts';
import { sizedPolicies } from '../testdata/sized-policies.ts';
import { RULES } from './analysis/analyze.ts';
import { shadowedMatch } from './analysis/rules/shadowed-match.ts';
import { validateResources } from './analysis/validate-resources.ts';
import { buildMesh } from './model/build-mesh.ts';
import type { Pod } from './model/registry.ts';
import { parseResources } from './resources/parse-resources.ts';
import { translate } from './xds/translate.ts';

/**
 * Counts what a check does at two sizes. V8 counts every block of code that runs, ours and the YAML library's; what the
 * engine does by itself in one step, such as `includes` on an array, is put in code for the time of the test, so that
 * it counts too.
 */
const [SMALL, LARGE] = [20, 80];
/** Four times as much, and a sort's logarithm; what grows with the square would be 16. */
const MOST = 6;

const session = new Session();
const native = {
  includes: Array.prototype.includes,
  indexOf: Array.prototype.indexOf,
  iterator: Array.prototype[Symbol.iterator],
};

beforeAll(() => {
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
});

afterAll(() => session.disconnect());

/** Blocks of code that ran. */
function operations(run: () => void): number {
  takeCounts();
  countNativeLoops();
  try {
    run();
  } finally {
    Array.prototype.includes = native.includes;
    Array.prototype.indexOf = native.indexOf;
    Array.prototype[Symbol.iterator] = native.iterator;
  }
  return takeCounts();
}

function takeCounts(): number {
  let total = 0;
  session.post('Profiler.takePreciseCoverage', (error, coverage) => {
    if (error) throw error;
    for (const script of coverage.result) {
      for (const { ranges } of script.functions) for (const { count } of ranges) total += count;
    }
  });
  return total;
}

function countNativeLoops(): void {
  Array.prototype.indexOf = function indexOf(item, start = 0) {
    for (let place = start; place < this.length; place++) if (this[place] === item) return place;
    return -1;
  };
  Array.prototype.includes = function includes(item) {
    return this.indexOf(item) !== -1;
  };
  Array.prototype[Symbol.iterator] = function* values(): Generator<unknown, undefined> {
    for (let place = 0; place < this.length; place++) yield this[place];
    return undefined;
  };
}

const meshes = [
  { name: 'services whose policies fit', options: {} },
  { name: 'services in one namespace', options: { perNamespace: LARGE } },
  { name: 'policies that fit nothing', options: { suffix: '-x' } },
].map(({ name, options }: { name: string; options: { perNamespace?: number; suffix?: string } }) => ({
  name,
  text: (size: number) => sizedMesh(size, options.perNamespace) + sizedPolicies(size, options),
}));

describe.each(meshes)('$name', ({ text }) => {
  const [small, large] = [SMALL, LARGE].map((size) => parseResources(text(size)).resources);
  const growth = (run: (resources: NonNullable<typeof small>) => void) => {
    const [few, many] = [small, large].map((resources) => operations(() => run(resources ?? [])));
    return (many ?? 0) / (few ?? 1);
  };

  test('reading', () => {
    const [few, many] = [SMALL, LARGE].map((size) => operations(() => parseResources(text(size))));
    expect((many ?? 0) / (few ?? 1)).toBeLessThan(MOST);
  });

  test('validation', () => expect(growth(validateResources)).toBeLessThan(MOST));

  test('the model', () => expect(growth(buildMesh)).toBeLessThan(MOST));

  test.each(['sidecar', 'gateway'] as const)('the configuration of a %s', (proxy) => {
    const configure = (resources: Parameters<typeof buildMesh>[0]) => {
      const mesh = buildMesh(resources);
      translate(mesh, mesh.pods.find((pod) => pod.proxy === proxy) as Pod);
    };
    expect(growth(configure)).toBeLessThan(MOST);
  });

  test.each(RULES.map((rule) => ({ name: rule.name, rule })))('$name', ({ rule }) => {
    expect(growth((resources) => rule(buildMesh(resources), resources))).toBeLessThan(MOST);
  });
});

test.each([
  ['a loop in a loop', (all: number[]) => all.filter((one) => all.some((other) => other === one + 0.5))],
  ['a search in a loop', (all: number[]) => all.filter((one) => all.includes(one + 0.5))],
  ['a copy in a loop', (all: number[]) => all.map((one) => [...all, one])],
])('%s is seen', (_, run) => {
  const [few, many] = [SMALL, LARGE].map((size) =>
    operations(() => run(Array.from({ length: size }, (_, i) => i))),
  );
  expect((many ?? 0) / (few ?? 1)).toBeGreaterThan(MOST);
});

const keys = (size: number) => Array.from({ length: size }, (_, index) => `  key${index}: v\n`).join('');
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: &a {name: a}\ndata:\n';
const prefixed = (size: number) =>
  `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec:\n  hosts: [a.example.com]\n  http:\n` +
  `  - match: [{uri: {prefix: /${'x'.repeat(size)}}}]\n    route: [{destination: {host: a.example.com}}]\n`;

test.each([
  // An anchor, because a text without one is not read by the library whose search this is about.
  ['the keys of one map', (size: number) => CONFIG_MAP + keys(size), 500],
])('%s', (_, text, size) => {
  const check = (of: number) => {
    const { resources, findings } = parseResources(text(of));
    expect(findings).toEqual([]);
    const mesh = buildMesh(resources);
    for (const rule of RULES) rule(mesh, resources);
  };
  const [few, many] = [size, size * 4].map((of) => operations(() => check(of)));
  expect((many ?? 0) / (few ?? 1)).toBeLessThan(MOST);
});

test('a path of twenty million characters is checked', () => {
  const { resources } = parseResources(prefixed(20_000_000));
  expect(shadowedMatch(buildMesh(resources), resources)).toEqual([]);
});
