import { at, type Place } from '../findings/place.ts';
import { mentionedField, type Origin } from '../model/mentioned-field.ts';
import type { Mesh } from '../model/mesh.ts';
import type { Pod } from '../model/registry.ts';
import { routeOrigin } from '../model/virtual-service.ts';
import { parseClusterName } from '../xds/clusters/cluster-name.ts';
import type { Cluster, ProxyConfig, RouteConfiguration } from '../xds/types.ts';
import { namedIn } from './journey/sources.ts';

/** Something that Envoy has rejected, and why, in its words. */
export interface RejectedConfig {
  readonly kind: keyof Omit<ProxyConfig, 'dialled'> | 'secrets';
  readonly name: string;
  /** As it was sent; absent for a secret, and where the resource was to be removed. */
  readonly resource?: object;
  readonly reason: string;
}

/**
 * Where in the files that people edit stands what Envoy rejects: of the parts that the rejected configuration is made from, the
 * field that Envoy's words mention. Where they mention none and all is made from one resource, that resource. Undefined where neither
 * decides.
 */
export function placeOfRejection(mesh: Mesh, pod: Pod, rejected: RejectedConfig): Place | undefined {
  const origins = originsOf(mesh, pod, rejected);
  const field = mentionedField(origins, rejected.reason);
  if (field) return at(field.resource, field.path);
  const [first, ...others] = new Set(origins.map(({ resource }) => resource));
  if (!first || others.length > 0) return undefined;
  const [only, ...more] = origins;
  return at(first, only && more.length === 0 ? only.path : []);
}

function originsOf(mesh: Mesh, pod: Pod, { kind, name, resource }: RejectedConfig): readonly Origin[] {
  switch (kind) {
    case 'routes':
      return resource ? routeOrigins(mesh, resource as RouteConfiguration) : [];
    case 'clusters':
      return [...ruleOrigins(mesh, resource as Cluster | undefined), ...serviceOrigins(mesh, name)];
    case 'endpoints':
      return serviceOrigins(mesh, name);
    case 'listeners':
      return listenerOrigins(mesh, pod);
    case 'secrets':
      return secretOrigins(mesh, pod, name);
  }
}

function routeOrigins(mesh: Mesh, { virtualHosts }: RouteConfiguration): Origin[] {
  return virtualHosts.flatMap(({ routes }) =>
    routes.flatMap(({ metadata }) => {
      const named = namedIn(metadata);
      const index = metadata?.filterMetadata.lab?.http;
      return (named && typeof index === 'number' && routeOrigin(mesh, named, index)) || [];
    }),
  );
}

function ruleOrigins({ destinationRules }: Mesh, cluster: Cluster | undefined): Origin[] {
  const named = namedIn(cluster?.metadata);
  const isNamed = ({ metadata }: Origin['resource']) =>
    metadata.name === named?.name && metadata.namespace === named.namespace;
  return destinationRules.filter(isNamed).map((resource) => ({ resource, path: ['spec'] }));
}

function serviceOrigins({ services }: Mesh, clusterName: string): Origin[] {
  const hostname = parseClusterName(clusterName)?.hostname;
  const found = services.filter((service) => service.hostname === hostname);
  return found.map(({ resource }) => ({ resource, path: ['spec'] }));
}

/** All that shapes the listeners of a pod: what is in its namespace and in the root namespace, and the Gateways of a gateway. */
function listenerOrigins(mesh: Mesh, pod: Pod): Origin[] {
  const { authorizationPolicies, requestAuthentications, telemetries, virtualServices, config } = mesh;
  const policies = [...authorizationPolicies, ...requestAuthentications, ...telemetries, ...virtualServices];
  const near = policies.filter(({ metadata: { namespace } }) =>
    [pod.namespace, config.rootNamespace].includes(namespace ?? ''),
  );
  const gateways = pod.proxy === 'gateway' ? [...mesh.gateways, ...mesh.kubernetesGateways] : [];
  const specs = [...near, ...gateways].map((resource: Origin['resource']) => ({ resource, path: ['spec'] }));
  return [...specs, ...(config.resource ? [{ resource: config.resource, path: ['data', 'mesh'] }] : [])];
}

/** The Secret that an SDS name such as `kubernetes://NAME` or `kubernetes-gateway://NAMESPACE/NAME` stands for. */
function secretOrigins({ secrets }: Mesh, pod: Pod, sdsName: string): Origin[] {
  const [name, namespace = pod.namespace] = sdsName
    .replace(/^[a-z-]+:\/\//, '')
    .split('/')
    .reverse();
  const isMeant = ({ metadata }: Origin['resource']) =>
    metadata.namespace === namespace && (metadata.name === name || `${metadata.name}-cacert` === name);
  return secrets.filter(isMeant).map((resource) => ({ resource, path: ['metadata', 'name'] }));
}
