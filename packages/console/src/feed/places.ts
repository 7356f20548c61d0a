import type { Mesh } from '@lab/istio';
import type { MeshPod } from '@lab/mesh-client';
import { nodeOf, nodesBehind, versionOf } from '../picture/nodes.ts';
import { serviceNamed } from '../picture/possible-calls.ts';

/** Whose pod it is. */
export interface PodPlace {
  /** `NAMESPACE/NAME` */
  readonly pod: string;
  readonly node: string;
  readonly version: string;
  readonly proxy: MeshPod['proxy'];
}

/** A pod with the addresses by which others know it, where it has any of its own. */
export type AddressedPod = MeshPod & {
  /** `ADDRESS:PORT` of all that others reach. */
  readonly reachedAt: readonly string[];
  /** Of pods that have one name after the other: which one it is, counted up. */
  readonly generation?: number;
  /** The address that its calls come from. */
  readonly callsFrom?: string;
};

/** Where names and addresses of access logs lead to. */
export interface Places {
  pod(name: string): PodPlace | undefined;
  /** The pod at `ADDRESS:PORT`. */
  reached(address: string): PodPlace | undefined;
  /** The pod whose calls come from `ADDRESS:PORT`, by the address alone. */
  caller(address: string): PodPlace | undefined;
  /** The node of a host, as somebody in a namespace writes it; the host itself where the mesh does not know it. */
  host(host: string, namespace?: string): string;
}

/**
 * @param before what was known until now: logs name pods for a while after they have gone
 */
export function placesOf(mesh: Mesh, pods: readonly AddressedPod[], before?: PodPlaces): Places & PodPlaces {
  const present = new Map<string, PodPlace>();
  const reached = new Map<string, PodPlace>();
  const callers = new Map<string, PodPlace>();
  for (const pod of pods) {
    const name = `${pod.namespace}/${pod.name}`;
    const place = { pod: name, node: nodeOf(pod), version: versionOf(pod), proxy: pod.proxy };
    present.set(name, place);
    for (const address of pod.reachedAt) reached.set(address, place);
    if (pod.callsFrom !== undefined) callers.set(pod.callsFrom, place);
  }
  const gone = [...(before?.known ?? [])].filter(([name]) => !present.has(name));
  const known = new Map([...gone.slice(-MOST_GONE), ...present]);
  const hosts = new Map<string, string>();
  const findHost = (host: string, namespace?: string) => {
    const name = host.replace(/:\d+$/, '').toLowerCase();
    const service = serviceNamed(mesh, name, namespace);
    return (service && nodesBehind(mesh, service)[0]) ?? name;
  };
  return {
    known,
    pod: (name) => known.get(name),
    reached: (address) => reached.get(address),
    caller: (address) => callers.get(address.replace(/:\d+$/, '')),
    host: (host, namespace) => {
      const key = `${namespace} ${host}`;
      const found = hosts.get(key) ?? findHost(host, namespace);
      if (hosts.size < MOST_HOSTS) hosts.set(key, found);
      return found;
    },
  };
}

/** Pods that have gone, and are known for what logs still say of them: every rollout in a cluster leaves some. */
const MOST_GONE = 500;

/** Host names are what callers write, any number of them. */
const MOST_HOSTS = 1_000;

/** Places of pods by name, those that have gone among them. */
export interface PodPlaces {
  readonly known: ReadonlyMap<string, PodPlace>;
}
