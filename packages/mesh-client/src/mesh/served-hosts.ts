import { type Mesh, translate } from '@lab/istio';

/**
 * The host names that the ingress gateway has routes for, wildcards among them (`*`, `*.shop.example`), in the order of
 * the route tables that it is given.
 */
export function servedHosts(mesh: Mesh): string[] {
  const gateway = mesh.pods.find(({ proxy }) => proxy === 'gateway');
  const tables = gateway ? translate(mesh, gateway).routes : [];
  const hosts = tables.flatMap(({ virtualHosts }) => virtualHosts.filter(({ routes }) => routes.length > 0));
  return [...new Set(hosts.flatMap(({ domains }) => domains))];
}

/** Whether a host, with or without a port, is one of those served (Envoy, VirtualHost.domains). */
export function isServed(host: string, served: readonly string[]): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return served.some(
    (domain) =>
      domain === '*' ||
      domain.toLowerCase() === name ||
      (domain.startsWith('*') && name.endsWith(domain.slice(1).toLowerCase())),
  );
}
