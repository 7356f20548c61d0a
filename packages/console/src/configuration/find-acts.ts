import { buildMesh, type Mesh, type Resource, resourceName, translate } from '@lab/istio';
import type { PartName, ResourceAct } from '../protocol.ts';
import { type ConfigPart, partsOf } from './parts.ts';

/** Parts of the configuration of each workload's proxies, each by its text. */
type Translated = ReadonlyMap<string, ReadonlyMap<string, ConfigPart>>;

/**
 * Where each resource acts: the parts of Envoy's configuration that would be otherwise without it. Nothing has to know what
 * becomes of a kind of resource; each is left out once, and everything translated again.
 *
 * @returns by `Kind NAMESPACE/NAME`
 */
export function findActs(resources: readonly Resource[]): Record<string, readonly ResourceAct[]> {
  const whole = translated(buildMesh(resources));
  const acts = resources.map((resource) => {
    // Without its namespace nothing is injected, so that everything would come from it.
    if (resource.kind === 'Namespace') return [resourceName(resource), []] as const;
    const without = translated(buildMesh(resources.filter((other) => other !== resource)));
    return [resourceName(resource), actsOf(whole, without)] as const;
  });
  return Object.fromEntries(acts);
}

function translated(mesh: Mesh): Translated {
  const pods = new Map(mesh.pods.map((pod) => [`${pod.namespace}/${pod.workload}`, pod]));
  return new Map(
    [...pods].map(([workload, pod]) => {
      const parts = partsOf(translate(mesh, pod));
      return [workload, new Map(parts.map((part) => [textOf(part), part]))];
    }),
  );
}

/** Addresses that are assigned in order, to Services and pods: one resource less gives the others after it new ones. */
const ASSIGNED = /\b10\.(?:96\.(?:12[89]|1[3-9]\d|2\d\d)|244\.\d+)\.\d+/g;

function textOf({ type, config }: ConfigPart): string {
  return `${type} ${JSON.stringify(config)}`.replace(ASSIGNED, 'ADDRESS');
}

function actsOf(whole: Translated, without: Translated): ResourceAct[] {
  return [...whole].flatMap(([workload, parts]) => {
    const others = without.get(workload);
    // The workload itself: there is no proxy without it.
    if (!others) return [];
    const changed: PartName[] = [...parts]
      .filter(([text]) => !others.has(text))
      .map(([, { type, name }]) => ({ type, name }));
    return changed.length > 0 ? [{ workload, parts: changed }] : [];
  });
}
