import { buildMesh, type Mesh, type Resource, resourceName, translate } from '@lab/istio';
import type { PartName, ResourceAct } from '../protocol.ts';
import { type ConfigPart, partKey, partsOf } from './parts.ts';

/** Parts of the configuration of each workload's proxies, by workload and part. */
type Translated = ReadonlyMap<string, ReadonlyMap<string, ConfigPart & { readonly text: string }>>;

/**
 * Where each resource acts: the parts of Envoy's configuration that would be otherwise without it. Nothing has to know what
 * becomes of a kind of resource; each is left out once, and everything translated again.
 *
 * @returns by `Kind NAMESPACE/NAME`
 */
export function findActs(resources: readonly Resource[]): Record<string, readonly ResourceAct[]> {
  const whole = translated(buildMesh(resources));
  const acts = resources.map((resource) => {
    const without = translated(buildMesh(resources.filter((other) => other !== resource)));
    return [resourceName(resource), actsOf(whole, without)] as const;
  });
  return Object.fromEntries(acts);
}

function translated(mesh: Mesh): Translated {
  const pods = new Map(mesh.pods.map((pod) => [`${pod.namespace}/${pod.workload}`, pod]));
  return new Map(
    [...pods].map(([workload, pod]) => {
      const parts = partsOf(translate(mesh, pod)).map((part) => ({
        ...part,
        text: JSON.stringify(part.config),
      }));
      return [workload, new Map(parts.map((part) => [partKey(part), part]))];
    }),
  );
}

function actsOf(whole: Translated, without: Translated): ResourceAct[] {
  return [...whole].flatMap(([workload, parts]) => {
    const others = without.get(workload);
    const changed: PartName[] = [...parts]
      .filter(([key, { text }]) => others?.get(key)?.text !== text)
      .map(([, { type, name }]) => ({ type, name }));
    return changed.length > 0 ? [{ workload, parts: changed }] : [];
  });
}
