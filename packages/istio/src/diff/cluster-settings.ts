import type { ClusterAnswer } from '../explain/cluster-answer.ts';

/** Fields of a cluster that are compared elsewhere, or that follow from the pods. */
const LEFT_OUT = new Set(['endpoints', 'tls', 'type', 'missing']);

/** Limits and other settings of a cluster: each by its name in Envoy's configuration, with its value. */
export function clusterSettings(cluster: ClusterAnswer): (readonly [name: string, value: string])[] {
  return Object.entries(cluster)
    .filter(([name, value]) => !LEFT_OUT.has(name) && value !== undefined)
    .flatMap(([name, value]) => flat(name, value));
}

function flat(name: string, value: unknown): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  }
  return Object.entries(value)
    .filter(([key, inner]) => key !== '@type' && inner !== undefined)
    .flatMap(([key, inner]) => flat(key === 'value' ? name : `${name}.${key}`, inner));
}
