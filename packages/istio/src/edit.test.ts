import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { countCalls } from '../testdata/count-calls.ts';
import { edit, input } from '../testdata/mutated-input.ts';
import { sizedMesh } from '../testdata/sized-mesh.ts';
import { sizedPolicies } from '../testdata/sized-policies.ts';
import type { Resource } from './resources/resource.ts';

/** As in `hostile-input.test.ts`; each input is edited several times. */
const numRuns = Math.ceil(Number(process.env.FUZZ_INPUTS ?? 400) / 20);
const seed = Number(process.env.FUZZ_SEED ?? 14);

type Package = typeof import('./index.ts');

/** What a text comes to after another was in force. */
function apply(
  { parseResources, checkResources, translate }: Package,
  text: string,
  applied: readonly Resource[],
  before: readonly Resource[] = [],
) {
  const { resources, findings } = parseResources(text, { file: 'a.yaml', before });
  const checked = checkResources(resources, findings, applied);
  if (!checked.ok) return { applied, answer: { findings: checked.findings, places: [], proxies: [] } };
  const { mesh } = checked;
  return {
    applied: checked.resources,
    answer: {
      findings: checked.findings,
      places: checked.resources.map((resource) => [resource.metadata, resource.locate(['spec'])]),
      proxies: mesh.pods.slice(0, 4).map((pod) => [pod.name, translate(mesh, pod)]),
    },
  };
}

/** The package as a process has it that has just started: what it keeps is its own. */
function freshPackage(): Promise<Package> {
  vi.resetModules();
  return import('./index.ts');
}

const [editing, other] = [await freshPackage(), await freshPackage()];

/** Something of every kind, nothing of which is in an input. */
const ELSE = sizedMesh(1) + sizedPolicies(1);

/** Nothing is left to be taken from what was read before. */
function fromScratch(text: string, applied: readonly Resource[]) {
  apply(other, ELSE, []);
  return apply(other, text, applied);
}

describe('after edits, what is kept and what is made anew', () => {
  test('come to what all comes to from scratch', { timeout: numRuns * 20_000 }, () => {
    let changed = 0;
    const property = fc.property(
      fc.oneof(input, fc.constant(sizedMesh(3, 2) + sizedPolicies(3, {}))),
      fc.array(edit, { minLength: 1, maxLength: 4 }),
      (text, edits) => {
        let [edited, kept, scratch] = [text, apply(editing, text, []), fromScratch(text, [])];
        for (const change of edits) {
          edited = change(edited);
          kept = apply(editing, edited, kept.applied, kept.applied);
          const next = fromScratch(edited, scratch.applied);
          if (JSON.stringify(next.answer) !== JSON.stringify(scratch.answer)) changed += 1;
          scratch = next;
          deepStrictEqual(kept.answer, scratch.answer);
        }
      },
    );
    fc.assert(property, { numRuns, seed, endOnFailure: true });
    expect(changed).toBeGreaterThan(numRuns);
  });
});

describe('an edit of one VirtualService', () => {
  const SERVICES = 40;
  const text = sizedMesh(SERVICES).replace(/---\n$/, '');
  const edited = text.replace('weight: 90', 'weight: 80').replace('weight: 10', 'weight: 20');
  const first = apply(editing, text, []);
  const again = apply(editing, edited, first.applied, first.applied);
  /** The same once more, so that what is counted is not the first of its kind. */
  const calls = countCalls(() => apply(editing, text, again.applied, again.applied));
  const all = countCalls(() => apply(editing, text, []));

  test.each([
    ['a document is read', 'plainValue', 1],
    ['a resource is validated', 'validateResources', 1],
    ['two routes of a VirtualService are resolved', 'resolveHttpRoute', 2],
    ['a pod is built', 'buildPod', 0],
    ['a service is built', 'buildService', 0],
    ['a DestinationRule is read', 'readDestinationRule', 0],
    ['a cluster is translated', 'outboundCluster', 0],
  ])('%s', (_, name, times) => {
    expect(calls(name)).toBe(times);
    expect(all(name)).toBeGreaterThan(times);
  });

  test('a route table is made for a namespace, not for each proxy', () => {
    expect(calls('portRoutes')).toBe(1);
    expect(calls('translate')).toBe(4);
  });

  test('the proxies of a namespace have the same route table, and all have the same clusters', () => {
    const checked = editing.checkResources(editing.parseResources(text).resources);
    if (!checked.ok) throw new Error('the mesh has findings');
    const { mesh } = checked;
    const configs = mesh.pods.slice(0, 4).map((pod) => editing.translate(mesh, pod));
    for (const { routes, clusters } of configs) {
      expect(routes[0]).toBe(configs[0]?.routes[0]);
      expect(clusters[0]).toBe(configs[0]?.clusters[0]);
    }
  });
});
