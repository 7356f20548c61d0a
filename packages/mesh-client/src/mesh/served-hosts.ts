import type { Mesh } from '@lab/istio';
import { gatewayHosts } from '@lab/local';

/** The host names that the mesh's first gateway has routes for, wildcards among them (`*`, `*.shop.example`). */
export function servedHosts(mesh: Mesh): string[] {
  const gateway = mesh.pods.find(({ proxy }) => proxy === 'gateway');
  // Which of the gateway's addresses a host is at is the caller's concern.
  const hosts = gatewayHosts(mesh, (pod) => (pod === gateway ? '' : undefined));
  return [...new Set(hosts.map(({ host }) => host))];
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
