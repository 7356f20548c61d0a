import { buildMesh, parseResources, translate } from '@lab/istio';
import { describe, expect, it } from 'vitest';
import { HTTP_PROXY, withHttpProxy } from './http-proxy.ts';

const service = (name: string, port: string, more = '') => `
---
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {selector: {app: ${name}}, ports: [{port: ${port}}]${more}}`;

/** The proxy of `cart` in a mesh with these resources. */
function proxyOf(resources: string) {
  const mesh = buildMesh(
    parseResources(`
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop, labels: {app: cart}}
spec: {containers: [{name: cart, ports: [{containerPort: 8000}]}]}${resources}`).resources,
  );
  const [pod] = mesh.pods;
  if (!pod) throw new Error('no pod');
  const canonical = translate(mesh, pod);
  const config = withHttpProxy(canonical, mesh, pod);
  const hosts = config.routes.find(({ name }) => name === HTTP_PROXY)?.virtualHosts ?? [];
  return {
    canonical,
    config,
    hosts,
    domainsOf: (name: string) => hosts.find((host) => host.name === name)?.domains,
  };
}

describe('withHttpProxy', () => {
  it('has the virtual hosts of every HTTP port, with the port in their domains', () => {
    const { hosts, canonical, domainsOf } = proxyOf(
      service('web', '80, name: http') + service('prices', '3000, name: http'),
    );
    expect(domainsOf('prices.shop.svc.cluster.local:3000')).toEqual(
      expect.arrayContaining(['prices:3000', 'prices.shop:3000', 'prices.shop.svc.cluster.local:3000']),
    );
    expect(domainsOf('prices.shop.svc.cluster.local:3000')).not.toContain('prices');
    expect(domainsOf('web.shop.svc.cluster.local:80')).toEqual(expect.arrayContaining(['web', 'web:80']));
    const routed = (table: string) =>
      canonical.routes.find(({ name }) => name === table)?.virtualHosts[0]?.routes;
    const proxied = hosts.find(({ name }) => name === 'prices.shop.svc.cluster.local:3000');
    expect(proxied?.routes).toEqual(routed('3000'));
  });

  it('knows a service of undeclared protocol by its names', () => {
    const { domainsOf } = proxyOf(service('web', '80, name: http') + service('raw', '4000'));
    expect(domainsOf('raw.shop.svc.cluster.local:4000')).toEqual([
      ...['raw:4000', 'raw.shop:4000', 'raw.shop.svc:4000', 'raw.shop.svc.cluster.local:4000'],
    ]);
  });

  it('leaves all else as it is, and has each domain once', () => {
    const { canonical, config, hosts } = proxyOf(
      service('web', '80, name: http') + service('prices', '3000, name: http'),
    );
    expect(config.listeners.slice(0, -1)).toEqual(canonical.listeners);
    expect(config.routes.slice(0, -1)).toEqual(canonical.routes);
    expect(config.clusters.slice(0, -1)).toEqual(canonical.clusters);
    const domains = hosts.flatMap((host) => host.domains);
    expect(new Set(domains).size).toBe(domains.length);
  });

  it('sends other hosts on where the mesh lets them, and never to this machine', () => {
    const open = proxyOf(service('web', '80, name: http'));
    expect(open.hosts.at(-1)).toMatchObject({ domains: ['*'], routes: [{ route: { cluster: 'any_host' } }] });
    expect(open.domainsOf('own-machine')).toContain('127.*');
    const closed = proxyOf(`${service('web', '80, name: http')}
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: default, namespace: shop}
spec: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}, egress: [{hosts: ["./*"]}]}`);
    expect(closed.hosts.at(-1)).toMatchObject({
      name: 'block_all',
      routes: [{ directResponse: { status: 502 } }],
    });
  });

  it('is left out where there is no HTTP to send', () => {
    const { canonical, config } = proxyOf('');
    expect(config).toEqual(canonical);
  });
});
