import { buildMesh } from '../model/build-mesh.ts';
import type { Mesh } from '../model/mesh.ts';
import type { FieldPath, Resource } from '../resources/resource.ts';
import type { DiffProbe } from './ask.ts';
import { type ChangedResource, causeOf, differingFields, withField } from './changed-resources.ts';
import type { Cause } from './mesh-diff.ts';
import { observe } from './observe.ts';

/** A configuration: its mesh, and the resources that are in force in it. */
export interface Configuration {
  readonly mesh: Mesh;
  readonly resources: readonly Resource[];
}

/** A resource, or a field of it, by which a request is treated otherwise. */
export interface FoundCause {
  readonly change: ChangedResource;
  readonly path?: FieldPath;
}

/** Finds the causes of one difference of a request. */
export interface CauseFinder {
  causesOf(probe: DiffProbe, what: string): readonly FoundCause[];
}

/** Beyond it, only resources of the namespaces that a request passes are tried. */
const TRIED = 24;

/**
 * A resource is a cause where the request would be treated as before without its change; where that holds of none, several do
 * the same, and each is a cause that alone changes what was before. Of a resource with several fields that differ, the same
 * holds of each. Whatever is tried is tried in a mesh of its own, built once.
 */
export function causeFinder(
  before: Configuration,
  after: Configuration,
  changed: readonly ChangedResource[],
): CauseFinder {
  const meshes = new Map<string, Mesh>();
  const numbers = new Map(changed.map((change, index) => [change, index]));
  const meshWith = (key: string, resources: () => readonly Resource[]) => {
    const mesh = meshes.get(key) ?? buildMesh(resources());
    meshes.set(key, mesh);
    return mesh;
  };
  return {
    causesOf(probe, what) {
      const candidates = near(changed, probe);
      const differs = (mesh: Mesh, from: Mesh) => aspect(mesh, probe, what) !== aspect(from, probe, what);
      const without = (change: ChangedResource, own: Resource | undefined, key: string) =>
        differs(
          meshWith(`without ${key}`, () => replaced(after.resources, change.after, own)),
          after.mesh,
        );
      const numbered = candidates.map((change) => ({ change, key: String(numbers.get(change)) }));
      const needed = numbered.filter(({ change, key }) => without(change, change.before, key));
      if (needed.length > 0) {
        return needed.flatMap(({ change, key }) => {
          const fields = fieldsOf(change).filter(({ own }, index) => without(change, own, `${key}.${index}`));
          return fields.length > 0 ? fields.map(({ path }) => ({ change, path })) : [{ change }];
        });
      }
      const only = ({ change, key }: (typeof numbered)[number]) =>
        differs(
          meshWith(`only ${key}`, () => replaced(before.resources, change.before, change.after)),
          before.mesh,
        );
      return numbered.filter(only).map(({ change }) => ({ change }));
    },
  };
}

/** More fields are not tried one by one: the first of them stands for the resource. */
const MOST_FIELDS = 12;

/** The fields of a resource that differ, each with the resource as it is with that field as before. */
function fieldsOf({ before, after }: ChangedResource): { path: FieldPath; own: Resource }[] {
  if (!before || !after) return [];
  const paths = differingFields(before.raw, after.raw);
  if (paths.length < 2 || paths.length > MOST_FIELDS) return [];
  return paths.flatMap((path) => {
    const own = withField(after, path, before);
    return own ? [{ path, own }] : [];
  });
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
export function toCauses(found: readonly FoundCause[]): Cause[] {
  const all = found.map(({ change, path }) => causeOf(change, path));
  return [...new Map(all.map((cause) => [JSON.stringify(cause), cause])).values()];
}
