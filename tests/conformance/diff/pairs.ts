/** Pairs of configurations that are compared: canary components, lessons, and scenarios with one rule removed. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Resource, unsupportedFindings } from '@lab/istio';
import { acceptedResources, readScenarios, type Scenario } from '@lab/istio/conformance';
import { findKustomize } from '@lab/kustomize';
import { layOut, listLessons, type Variant } from '@lab/lessons';
import { loadOverlay, type OverlayChoice, PLATFORM } from '@lab/local';

/** What is in force before a change and after it. */
export interface Pair {
  readonly name: string;
  load(): Promise<readonly [before: readonly Resource[], after: readonly Resource[]]>;
}

const root = resolve(import.meta.dirname, '../../..');

async function resourcesOf(choice: OverlayChoice): Promise<readonly Resource[]> {
  mkdirSync(join(root, '.lab'), { recursive: true });
  const workDir = mkdtempSync(join(root, '.lab/diff-pair-'));
  try {
    const loaded = await loadOverlay(
      { ...choice, root, workDir, kustomize: await findKustomize() },
      PLATFORM,
    );
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.findings));
    return loaded.resources;
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

/** Every two of the components that divide requests between versions; `none` is overlay local without one. */
export function canaryPairs(): Pair[] {
  const components = readdirSync(join(root, 'k8s/components')).filter((name) => name.startsWith('canary-'));
  const all = ['none', ...components];
  const load = (name: string) =>
    resourcesOf({
      ...{ manifests: 'k8s', overlay: 'local', without: [] },
      components: name === 'none' ? [] : [name],
    });
  return all.flatMap((before, index) =>
    all.slice(index + 1).map((after) => ({
      name: `${before} and ${after}`,
      load: async () => [await load(before), await load(after)] as const,
    })),
  );
}

/** The start and the solution of every lesson. */
export function lessonPairs(): Pair[] {
  return listLessons(root).map((lesson) => {
    const load = async (variant: Variant) => {
      const folder = mkdtempSync(join(root, '.lab/diff-lesson-'));
      try {
        layOut({ folder, overlay: 'local', root }, lesson, variant);
        return await resourcesOf({ manifests: folder, components: [], without: [] });
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    };
    return { name: lesson.name, load: async () => [await load('start'), await load('solution')] as const };
  });
}

/** Every scenario that the lab supports, with one rule of it and without. */
export function scenarioPairs(seed: number): Pair[] {
  const scenarios = readScenarios(join(root, 'packages/istio/testdata/conformance'));
  return scenarios.flatMap((scenario, index) => {
    const resources = acceptedResources(scenario);
    if (unsupportedFindings(resources).length > 0) return [];
    const removals = removalsOf(resources);
    const removal = removals[(seed + index) % removals.length];
    return removal ? [pairOf(scenario, resources, removal)] : [];
  });
}

interface Removal {
  readonly of: Resource;
  /** Absent where the resource goes as a whole. */
  readonly list?: readonly string[];
  readonly index?: number;
}

function pairOf({ name }: Scenario, resources: readonly Resource[], { of, list, index }: Removal): Pair {
  const what = list ? `${list.join('.')}[${index}] of ` : '';
  const after = resources.flatMap((resource) => {
    if (resource !== of) return [resource];
    return list ? [withoutEntry(of, list, index ?? 0)] : [];
  });
  return {
    name: `${name} without ${what}${of.kind} ${of.metadata.name}`,
    load: async () => [resources, after],
  };
}

const POLICIES =
  /^(AuthorizationPolicy|PeerAuthentication|RequestAuthentication|VirtualService|DestinationRule|ServiceEntry|Sidecar|Gateway|HTTPRoute)$/;
const LISTS = [
  ['spec', 'http'],
  ['spec', 'rules'],
  ['spec', 'subsets'],
  ['spec', 'servers'],
  ['spec', 'jwtRules'],
];

function removalsOf(resources: readonly Resource[]): Removal[] {
  return resources
    .filter(({ kind }) => POLICIES.test(kind))
    .flatMap((of) => [
      ...LISTS.flatMap((list) => {
        const entries = list.reduce<unknown>(
          (value, key) => (value as Record<string, unknown>)?.[key],
          of.raw,
        );
        // What is left of a list must be a rule still: without any, a policy is another one.
        return Array.isArray(entries) && entries.length > 1
          ? entries.map((_, index) => ({ of, list, index }))
          : [];
      }),
      { of },
    ]);
}

function withoutEntry(resource: Resource, list: readonly string[], index: number): Resource {
  const raw = structuredClone(resource.raw) as Record<string, Record<string, unknown[]>>;
  const [outer = '', inner = ''] = list;
  raw[outer]?.[inner]?.splice(index, 1);
  return { ...resource, raw, spec: raw.spec };
}
