import type { ProxyConfig } from '@lab/istio';
import type { PartType } from '../protocol.ts';

/** A part of a proxy's configuration. */
export interface ConfigPart {
  readonly type: PartType;
  readonly name: string;
  readonly config: unknown;
}

/** The parts of a proxy's configuration, as the proxy knows them by name. */
export function partsOf({ listeners, routes, clusters, endpoints }: ProxyConfig): readonly ConfigPart[] {
  return [
    ...listeners.map((config) => ({ type: 'listener' as const, name: config.name, config })),
    ...routes.map((config) => ({ type: 'route' as const, name: config.name, config })),
    ...clusters.map((config) => ({ type: 'cluster' as const, name: config.name, config })),
    ...endpoints.map((config) => ({ type: 'endpoints' as const, name: config.clusterName, config })),
  ];
}

/** What tells a part from others of the same proxy. */
export function partKey({ type, name }: Pick<ConfigPart, 'type' | 'name'>): string {
  return `${type} ${name}`;
}
