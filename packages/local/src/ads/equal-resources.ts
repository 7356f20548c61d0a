import { areSame } from '@lab/istio';

/** The name by which Envoy knows a resource. */
export function nameOf(resource: object): string {
  const { name = '', clusterName = name } = resource as { name?: string; clusterName?: string };
  return clusterName;
}

/** Whether two values of JSON are the same. */
export function areEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other))
    return Array.isArray(one) && Array.isArray(other) && areListsEqual(one, other);
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => areEqual(one[key as keyof typeof one], other[key as keyof typeof other]));
}

function areListsEqual(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((item, index) => areEqual(item, other[index]));
}

/** Variants of a resource that are kept: proxies of one namespace mostly have the same. */
const VARIANTS = 8;

/**
 * Has resources that are equal be one object: of two proxies, and of two versions of one proxy's configuration. What an
 * edit has not changed is then known by its identity, and nobody compares, places, encodes or sends it again.
 */
export class ResourcePool {
  #variants = new Map<string, object[]>();

  /** The list `before` where nothing has changed; else `next`, with the object that there is for each resource. */
  share<Resource extends object>(
    next: readonly Resource[],
    before: readonly Resource[] = [],
  ): readonly Resource[] {
    const known = new Map(before.map((resource) => [nameOf(resource), resource]));
    const shared = next.map((resource) => this.#shared(resource, known.get(nameOf(resource))));
    return areSame(shared, before) ? before : shared;
  }

  #shared<Resource extends object>(resource: Resource, before: Resource | undefined): Resource {
    const name = nameOf(resource);
    const variants = this.#variants.get(name) ?? [];
    if (resource === before || variants.includes(resource)) return resource;
    const candidates = before ? [before, ...variants] : variants;
    const shared = (candidates.find((variant) => areEqual(variant, resource)) ?? resource) as Resource;
    if (!variants.includes(shared)) this.#variants.set(name, [shared, ...variants].slice(0, VARIANTS));
    return shared;
  }
}
