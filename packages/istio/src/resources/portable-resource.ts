import type { SourceLocation } from '../findings/place.ts';
import type { FieldPath, Resource } from './resource.ts';

/** A resource as it goes from one process to another: plain JSON, with the place of every field. */
export interface PortableResource extends Pick<Resource, 'apiVersion' | 'kind' | 'metadata' | 'raw'> {
  readonly places: readonly (readonly [path: FieldPath, location: SourceLocation])[];
}

export function toPortable(resource: Resource): PortableResource {
  const { apiVersion, kind, metadata, raw } = resource;
  const places = pathsOf(raw, []).map((path) => [path, resource.locate(path)] as const);
  return { apiVersion, kind, metadata, raw, places };
}

/** The resource again; a field that is not there is where its nearest parent is. */
export function fromPortable({ places, ...resource }: PortableResource): Resource {
  const known = new Map(places.map(([path, location]) => [JSON.stringify(path), location]));
  const locate = (path: FieldPath = []): SourceLocation =>
    known.get(JSON.stringify(path)) ?? (path.length > 0 ? locate(path.slice(0, -1)) : { file: '' });
  return { ...resource, spec: resource.raw.spec ?? {}, locate };
}

function pathsOf(value: unknown, path: FieldPath): FieldPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}
