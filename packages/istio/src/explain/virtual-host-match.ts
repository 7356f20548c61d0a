import type { RouteConfiguration, VirtualHost } from '../xds/types.ts';

/**
 * The virtual host for a Host header as Envoy finds it: the exact name, else the longest `*.suffix`, else the longest
 * `prefix.*`, else `*` (envoy.config.route.v3.VirtualHost `domains`). Names ignore case, and the port where the
 * table says so.
 */
export function findVirtualHost(table: RouteConfiguration, host: string): VirtualHost | undefined {
  const name = (table.ignorePortInHostMatching ? withoutPort(host) : host).toLowerCase();
  const candidates = table.virtualHosts.flatMap((virtualHost) =>
    virtualHost.domains.flatMap((domain) => {
      const rank = rankDomain(domain.toLowerCase(), name);
      return rank ? { virtualHost, rank } : [];
    }),
  );
  return candidates.sort((a, b) => b.rank.kind - a.rank.kind || b.rank.length - a.rank.length)[0]
    ?.virtualHost;
}

/** The Host without its port; an IPv6 address keeps its brackets. */
export function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}

function rankDomain(domain: string, name: string): { kind: number; length: number } | undefined {
  if (domain === '*') return { kind: 0, length: 0 };
  if (domain.startsWith('*')) return wildcard(2, domain, name.endsWith(domain.slice(1)), name);
  if (domain.endsWith('*')) return wildcard(1, domain, name.startsWith(domain.slice(0, -1)), name);
  return domain === name ? { kind: 3, length: 0 } : undefined;
}

/** A wildcard stands for at least one character. */
function wildcard(kind: number, { length }: string, fits: boolean, name: string) {
  return fits && name.length >= length ? { kind, length } : undefined;
}
