import { encodeJson } from './envoy-messages.ts';
import { areEqual, nameOf } from './equal-resources.ts';
import type { Rejection } from './read-rejection.ts';
import type { RejectedResource } from './rejected-resource.ts';
import { isWildcard, RESOURCE_TYPES, type ResourceKind } from './resource-type.ts';

/** One resource as it is sent. */
export interface EncodedResource {
  readonly name: string;
  readonly version: string;
  readonly value: Uint8Array;
}

interface Entry {
  readonly resource: object;
  readonly version: string;
}

/** What one response brings, and takes away. */
export interface Update {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly removed: readonly string[];
}

type Reason = Pick<RejectedResource, 'reason' | 'update'>;

/** The resources of one type that an Envoy is to have, which of them it has asked for, and which it has rejected. */
export class ResourceSet {
  readonly kind: ResourceKind;
  #entries = new Map<string, Entry>();
  /** The versions that Envoy has taken. */
  #taken = new Map<string, Entry>();
  #rejected = new Map<string, Reason>();
  #subscribed = new Set<string>();
  #version = 0;
  /** The list that was taken last. */
  #given: readonly object[] = [];
  /** Whether an Envoy that gets all there is has asked for them. */
  #all = false;

  constructor(kind: ResourceKind) {
    this.kind = kind;
  }

  /**
   * Takes `resources` for all that there are, or with `keepOthers` for those that may differ. Together with a change,
   * what Envoy has rejected is sent again: it may have been lost for another resource of its update.
   *
   * @returns the names of those to send, and of those that are gone
   */
  replace(resources: readonly object[], keepOthers = false): { changed: string[]; removed: string[] } {
    if (resources === this.#given) return { changed: [], removed: [] };
    this.#given = keepOthers ? [] : resources;
    this.#version += 1;
    const before = this.#entries;
    const entries = resources.map((resource) => this.#entry(resource, before));
    this.#entries = new Map([...(keepOthers ? before : []), ...entries]);
    const names = [...this.#entries.keys()];
    const changed = names.filter((name) => this.#entries.get(name) !== before.get(name));
    const removed = [...before.keys()].filter((name) => !this.#entries.has(name));
    if (!isWildcard(this.kind)) this.#forget(removed);
    if (changed.length + removed.length === 0) return { changed, removed };
    const again = [...this.#rejected.keys()];
    return {
      changed: unique([...changed, ...again.filter((name) => this.#entries.has(name))]),
      removed: unique([...removed, ...again.filter((name) => !this.#entries.has(name))]),
    };
  }

  #entry(resource: object, before: ReadonlyMap<string, Entry>): [string, Entry] {
    const name = nameOf(resource);
    const known = before.get(name);
    if (known && areEqual(known.resource, resource)) return [name, known];
    return [name, { resource, version: String(this.#version) }];
  }

  /** Notes what is asked for. @returns the names that are to be sent for that; undefined where nothing is to be said */
  subscribe(names: readonly string[]): string[] | undefined {
    if (isWildcard(this.kind)) {
      const isFirst = !this.#all;
      this.#all = true;
      // Envoy waits to be told that there are none, too.
      return isFirst ? [...this.#entries.keys()] : undefined;
    }
    for (const name of names) this.#subscribed.add(name);
    const known = this.asked(names);
    return known.length > 0 ? known : undefined;
  }

  unsubscribe(names: readonly string[]): void {
    for (const name of names) this.#subscribed.delete(name);
    this.#forget(names);
  }

  /** Those of the names that there are, and that were asked for. */
  asked(names: readonly string[]): string[] {
    const isAsked = (name: string) => (isWildcard(this.kind) ? this.#all : this.#subscribed.has(name));
    return names.filter((name) => isAsked(name) && this.#entries.has(name));
  }

  /** The newest versions of these names, to be sent. */
  update(names: readonly string[], removed: readonly string[]): Update {
    const entries = names.flatMap((name) => {
      const entry = this.#entries.get(name);
      return entry ? [[name, entry] as const] : [];
    });
    return { entries: new Map(entries), removed };
  }

  encode({ entries }: Update): EncodedResource[] {
    return [...entries].map(([name, { version, resource }]) => {
      return { name, version, value: encoded(this.kind, resource) };
    });
  }

  /** Takes note that Envoy has all of an update but those that it has rejected. */
  take({ entries, removed }: Update, rejection?: Rejection): void {
    const isUpdate = entries.size + removed.length > 1;
    const reasonOf = (name: string): Reason | undefined => {
      if (rejection?.extent === 'all') {
        return { reason: rejection.reason, ...(isUpdate && { update: causeOf(rejection) }) };
      }
      const reason = rejection?.reasons.get(name);
      return reason === undefined ? undefined : { reason };
    };
    for (const name of [...entries.keys(), ...removed]) {
      // Nothing that Envoy has given up meanwhile: it would have to be sent again.
      if (!isWildcard(this.kind) && !this.#subscribed.has(name)) continue;
      const reason = reasonOf(name);
      const entry = entries.get(name);
      if (reason) this.#rejected.set(name, reason);
      else this.#rejected.delete(name);
      if (!reason && entry) this.#taken.set(name, entry);
      else if (!reason) this.#taken.delete(name);
    }
  }

  get rejected(): RejectedResource[] {
    return [...this.#rejected].map(([name, reason]) => {
      const entry = this.#entries.get(name);
      const isKept = this.#taken.has(name);
      // What is rejected is shown to people, and a secret is not.
      const resource = this.kind === 'secrets' ? undefined : entry?.resource;
      return { kind: this.kind, name, isKept, ...reason, ...(resource && { resource }) };
    });
  }

  /** What there is, with the last version that Envoy has taken in place of each that it has rejected. */
  get active(): object[] {
    const names = unique([...this.#entries.keys(), ...this.#rejected.keys()]);
    return names.flatMap((name) => {
      const entry = (this.#rejected.has(name) ? this.#taken : this.#entries).get(name);
      return entry ? [entry.resource] : [];
    });
  }

  #forget(names: readonly string[]): void {
    for (const name of names) {
      this.#taken.delete(name);
      this.#rejected.delete(name);
    }
  }
}

/** Most proxies have the same routes and endpoints: those are encoded once. */
const encodings = new WeakMap<object, Uint8Array>();

function encoded(kind: ResourceKind, resource: object): Uint8Array {
  const value = encodings.get(resource) ?? encodeJson(RESOURCE_TYPES[kind], resource);
  if (kind === 'routes' || kind === 'endpoints') encodings.set(resource, value);
  return value;
}

function causeOf({ cause }: { readonly cause?: string }) {
  return cause === undefined ? {} : { cause };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
