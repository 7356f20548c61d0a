import { compareSpecificity } from '../../model/hostname.ts';
import type { Route } from '../types.ts';

/** A name of a gateway in the making: several VirtualServices may add routes to it. */
export interface GatewayHost {
  readonly port: number;
  readonly routes: Route[];
  requireTls: boolean;
}

export interface CollapsedHost extends GatewayHost {
  /** The most specific of the names. */
  readonly name: string;
  readonly domains: readonly string[];
}

/**
 * Names that get the very same routes make one virtual host: a VirtualService for a hundred names would otherwise be
 * sent a hundred times (istio gateway.go, `collapseDuplicateRoutes`). Routes that only look the same count as different.
 */
export function collapseHosts(hosts: ReadonlyMap<string, GatewayHost>): CollapsedHost[] {
  const ids = new Map<Route, number>();
  const idOf = (route: Route) => {
    const id = ids.get(route) ?? ids.size;
    ids.set(route, id);
    return id;
  };
  const collapsed: { host: GatewayHost; name: string; domains: string[] }[] = [];
  const newest = new Map<string, (typeof collapsed)[number]>();
  for (const [name, host] of [...hosts].toSorted(([a], [b]) => compareSpecificity(a, b))) {
    const key = host.routes.map(idOf).join();
    const same = newest.get(key);
    if (same && same.host.requireTls === host.requireTls) {
      same.domains.push(name);
      continue;
    }
    const own = { host, name, domains: [name] };
    newest.set(key, own);
    collapsed.push(own);
  }
  return collapsed.map(({ host, ...names }) => ({ ...host, ...names }));
}
