import {
  type FilterChain,
  HTTP_CONNECTION_MANAGER,
  httpConnectionManagerOf,
  type Listener,
  type Mesh,
  type NetworkFilter,
  type Pod,
  type ProxyConfig,
  type RouteConfiguration,
  typedConfigOf,
  type VirtualHost,
} from '@lab/istio';
import { serviceNames } from '../workloads/service-names.ts';
import { ANY_HOST_CLUSTER, anyHostCluster, anyHostFilter } from './any-host.ts';

/** What istiod calls the listener and its route table (istio listener_builder.go, `buildHTTPProxy`). */
export const HTTP_PROXY = 'http_proxy';

/** The port that examples of Istio's `proxyHttpPort` have. */
const PORT = 15080;

/**
 * A sidecar's configuration with one more listener, which is an HTTP proxy (Istio meshConfig `proxyHttpPort`): for
 * programs that only an environment variable can lead to their sidecar. The request says the whole URL, so that one route
 * table has the virtual hosts of all HTTP ports, with the port in their domains. A host that the mesh does not have is
 * let through where the outbound traffic policy lets it.
 *
 * Without an outbound HTTP port there is nothing to send to it, and it is left out.
 */
export function withHttpProxy(config: ProxyConfig, mesh: Mesh, pod: Pod): ProxyConfig {
  const tables = config.listeners.flatMap((listener) => tableOf(listener, config.routes) ?? []);
  const [model] = tables;
  if (!model) return config;
  const hosts = uniqueDomains(tables.flatMap((table) => virtualHosts(table, mesh, pod)));
  const routes = { ...model.table, name: HTTP_PROXY, ignorePortInHostMatching: false };
  const all = [...hosts, OWN_MACHINE, anyOther(tables.map(({ table }) => table))];
  return {
    ...config,
    listeners: [...config.listeners, proxyListener(model.chain)],
    routes: [...config.routes, { ...routes, virtualHosts: all }],
    clusters: [...config.clusters, anyHostCluster()],
  };
}

interface PortTable {
  readonly port: number;
  readonly chain: FilterChain;
  readonly table: RouteConfiguration;
}

/** The route table of a listener for calls by the pod, where it has one. */
function tableOf(listener: Listener, routes: readonly RouteConfiguration[]): PortTable | undefined {
  if (listener.trafficDirection !== 'OUTBOUND') return undefined;
  for (const chain of listener.filterChains) {
    const routeTable = httpConnectionManagerOf(chain)?.rds?.routeConfigName;
    const table = routes.find(({ name }) => name === routeTable);
    if (table) return { port: listener.address.socketAddress.portValue, chain, table };
  }
  return undefined;
}

/** The hosts of a port's table as a proxy's clients write them: with the port, and without where it is HTTP's own. */
function virtualHosts({ port, table }: PortTable, mesh: Mesh, pod: Pod): VirtualHost[] {
  const withPort = (domain: string) => [`${domain}:${port}`, ...(port === 80 ? [domain] : [])];
  return table.virtualHosts.flatMap((host) => {
    if (!host.domains.includes('*')) return { ...host, domains: host.domains.flatMap(withPort) };
    // The table of one service's listener, where any Host is its own.
    const service = mesh.services.find(({ hostname }) => table.name === `${hostname}:${port}`);
    if (!service) return [];
    return { ...host, domains: serviceNames(service, pod.namespace, mesh.config.domain).flatMap(withPort) };
  });
}

/** A domain belongs to one virtual host of a table; the first one has it, as with a port of its own. */
function uniqueDomains(hosts: readonly VirtualHost[]): VirtualHost[] {
  const seen = new Set<string>();
  return hosts.flatMap((host) => {
    const domains = host.domains.filter((domain) => !seen.has(domain));
    for (const domain of domains) seen.add(domain);
    return domains.length > 0 ? { ...host, domains } : [];
  });
}

/** Of this machine itself, where a sidecar has nothing to do: asked for itself, it would ask itself again and again. */
const OWN_MACHINE: VirtualHost = {
  name: 'own-machine',
  domains: ['localhost', 'localhost:*', '127.*', '0.0.0.0', '0.0.0.0:*', '[::1]', '[::1]:*'],
  routes: [
    {
      match: { prefix: '/' },
      directResponse: {
        status: 502,
        body: {
          inlineString: 'requests to this machine must not go through the sidecar: add it to NO_PROXY\n',
        },
      },
    },
  ],
};

/** What becomes of other hosts, by the tables' own last resort: `block_all`, or `allow_any`. */
function anyOther(tables: readonly RouteConfiguration[]): VirtualHost {
  const catchAll = tables
    .flatMap(({ virtualHosts }) => virtualHosts)
    .find(({ name }) => name === 'block_all' || name === 'allow_any');
  if (catchAll?.name === 'block_all') return catchAll;
  const route = { cluster: ANY_HOST_CLUSTER, timeout: '0s' };
  return {
    name: 'allow_any',
    domains: ['*'],
    routes: [{ name: 'allow_any', match: { prefix: '/' }, route }],
  };
}

/** A listener like that of an HTTP port, but for what it routes by. */
function proxyListener({ filters }: FilterChain): Listener {
  return {
    name: HTTP_PROXY,
    address: { socketAddress: { address: '0.0.0.0', portValue: PORT } },
    trafficDirection: 'OUTBOUND',
    filterChains: [{ filters: filters.map(proxyFilter) }],
  };
}

function proxyFilter(filter: NetworkFilter): NetworkFilter {
  const manager = typedConfigOf(filter, HTTP_CONNECTION_MANAGER);
  if (!manager?.rds) return filter;
  const { httpFilters, rds } = manager;
  return {
    ...filter,
    typedConfig: {
      ...manager,
      statPrefix: `${HTTP_PROXY};`,
      rds: { ...rds, routeConfigName: HTTP_PROXY },
      httpProtocolOptions: { allowAbsoluteUrl: true },
      httpFilters: [...httpFilters.slice(0, -1), anyHostFilter(), ...httpFilters.slice(-1)],
    },
  };
}
