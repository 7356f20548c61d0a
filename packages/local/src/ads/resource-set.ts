import { encodeJson } from './envoy-messages.ts';
import { isWildcard, RESOURCE_TYPES, type ResourceKind } from './resource-type.ts';

/** One resource as it is sent. */
export interface EncodedResource {
  readonly name: string;
  readonly version: string;
  readonly value: Uint8Array;
}

interface Entry {
  readonly text: string;
  readonly resource: object;
  readonly version: string;
}

/** The resources of one type that an Envoy is to have, and which of them it has asked for. */
export class ResourceSet {
  readonly kind: ResourceKind;
  #entries = new Map<string, Entry>();
  #subscribed = new Set<string>();
  #version = 0;
  /** Whether an Envoy that gets all there is has asked for them. */
  #all = false;

  constructor(kind: ResourceKind) {
    this.kind = kind;
  }

  /** Takes `resources` for all that there are. @returns the names of those that are new or differ, and of those that are gone */
  replace(resources: readonly object[]): { changed: string[]; removed: string[] } {
    this.#version += 1;
    const before = this.#entries;
    this.#entries = new Map(resources.map((resource) => this.#entry(resource, before)));
    const names = [...this.#entries.keys()];
    return {
      changed: names.filter((name) => this.#entries.get(name) !== before.get(name)),
      removed: [...before.keys()].filter((name) => !this.#entries.has(name)),
    };
  }

  #entry(resource: object, before: ReadonlyMap<string, Entry>): [string, Entry] {
    const { name = '', clusterName = name } = resource as { name?: string; clusterName?: string };
    const text = JSON.stringify(resource);
    const known = before.get(clusterName);
    if (known?.text === text) return [clusterName, known];
    return [clusterName, { text, resource, version: String(this.#version) }];
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
  }

  /** Those of the names that there are, and that were asked for. */
  asked(names: readonly string[]): string[] {
    const isAsked = (name: string) => (isWildcard(this.kind) ? this.#all : this.#subscribed.has(name));
    return names.filter((name) => isAsked(name) && this.#entries.has(name));
  }

  encode(name: string): EncodedResource {
    const entry = this.#entries.get(name);
    if (!entry) throw new Error(`no ${name} among the ${this.kind}`);
    return { name, version: entry.version, value: encodeJson(RESOURCE_TYPES[this.kind], entry.resource) };
  }
}
