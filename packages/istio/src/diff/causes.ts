import { buildMesh } from '../model/build-mesh.ts';
import type { Mesh } from '../model/mesh.ts';
import type { Resource } from '../resources/resource.ts';
import type { DiffProbe } from './ask.ts';
import { type ChangedResource, causeOf } from './changed-resources.ts';
import type { Cause } from './mesh-diff.ts';
import { observe } from './observe.ts';

/** A configuration: its mesh, and the resources that are in force in it. */
export interface Configuration {
  readonly mesh: Mesh;
  readonly resources: readonly Resource[];
}

/** Finds the resources by which a request is treated otherwise. */
export interface CauseFinder {
  causesOf(probe: DiffProbe, what: string): readonly ChangedResource[];
}

/** Beyond it, only resources of the namespaces that a request passes are tried. */
const TRIED = 24;

/**
 * A resource is a cause where the request would be treated as before without its change; where that holds of none, several do
 * the same, and each is a cause that alone changes what was before. Every resource is tried once, in a mesh of its own.
 */
export function causeFinder(before: Configuration, after: Configuration, changed: readonly ChangedResource[]): CauseFinder {
  const without = new Map<ChangedResource, Mesh>();
  const only = new Map<ChangedResource, Mesh>();
  const meshFor = (known: Map<ChangedResource, Mesh>, change: ChangedResource, make: () => readonly Resource[]) => {
    const mesh = known.get(change) ?? buildMesh(make());
    known.set(change, mesh);
    return mesh;
  };
  return {
    causesOf(probe, what) {
      const candidates = near(changed, probe);
      const differs = (mesh: Mesh, from: Mesh) => aspect(mesh, probe, what) !== aspect(from, probe, what);
      const needed = candidates.filter((change) =>
        differs(meshFor(without, change, () => replaced(after.resources, change.after, change.before)), after.mesh),
      );
      if (needed.length > 0) return needed;
      return candidates.filter((change) =>
        differs(meshFor(only, change, () => replaced(before.resources, change.before, change.after)), before.mesh),
      );
    },
  };
}

/** What is compared of a request, as a text that is another where it differs. */
function aspect(mesh: Mesh, probe: DiffProbe, what: string): string {
  const behaviour = observe(mesh, probe);
  if (!behaviour) return 'no caller';
  if (what !== 'answer' && what !== 'destinations') return behaviour.settings.get(what)?.value ?? '';
  return JSON.stringify([behaviour.failures, behaviour.flow]);
}

/** The resources with another in the place of one of them; either may be missing. */
function replaced(
  resources: readonly Resource[],
  old: Resource | undefined,
  own: Resource | undefined,
): readonly Resource[] {
  if (!old) return own ? [...resources, own] : resources;
  return resources.flatMap((resource) => (resource === old ? (own ? [own] : []) : [resource]));
}

function near(changed: readonly ChangedResource[], { from, request }: DiffProbe): readonly ChangedResource[] {
  if (changed.length <= TRIED) return changed;
  const [, namespace] = (request.dialled ?? request.host).replace(/:\d+$/, '').split('.');
  const places = new Set([from.split('/', 1)[0], namespace, 'istio-system', undefined]);
  const own = changed.filter(({ before, after }) => places.has((after ?? before)?.metadata.namespace));
  return own.slice(0, TRIED);
}

/** Those of several requests together, each once. */
export function toCauses(changes: readonly ChangedResource[]): Cause[] {
  return [...new Set(changes)].map(causeOf);
}
