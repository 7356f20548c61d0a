import { message } from '../../findings/message.ts';
import type { HttpRouteSpec, ParentReference } from '../../resources/gateway-api-types.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Mesh } from '../mesh.ts';
import { MESH_GATEWAY } from '../mesh-gateway.ts';
import { perMesh } from '../per-mesh.ts';
import { servesHostname } from './listener-isolation.ts';
import { refusalOf } from './listener-refusal.ts';
import { gatewayListeners } from './listeners.ts';
import type { Problem } from './problem.ts';

/** One place where an HTTPRoute takes effect, or would if it were let. */
export interface Attachment {
  readonly reference: ParentReference;
  /** The Gateway of Istio's that the listener became as `NAMESPACE/NAME`; `mesh` where the parent is a service. */
  readonly gateway: string;
  /** Host names that lead to the route there. */
  readonly hosts: readonly string[];
  readonly refusal?: string;
}

interface Parent {
  readonly attachments: readonly Attachment[];
  readonly problem?: Omit<Problem, 'path'>;
}

/** Where an HTTPRoute is attached, and why it is not at others of its parentRefs. */
export function attach(
  mesh: Mesh,
  route: Resource<HttpRouteSpec>,
): { readonly attachments: readonly Attachment[]; readonly problems: readonly Problem[] } {
  const parents = [...(route.spec.parentRefs ?? []).entries()].map(([index, reference]) => ({
    path: ['spec', 'parentRefs', index],
    ...attachTo(mesh, route, reference),
  }));
  return {
    attachments: parents.flatMap(({ attachments }) => attachments),
    problems: parents.flatMap(({ problem, path }) => (problem ? { ...problem, path } : [])),
  };
}

function attachTo(mesh: Mesh, route: Resource<HttpRouteSpec>, reference: ParentReference): Parent {
  const { group = 'gateway.networking.k8s.io', kind = 'Gateway' } = reference;
  switch (`${group}/${kind}`) {
    case 'gateway.networking.k8s.io/Gateway':
      return attachToGateway(mesh, route, reference);
    case '/Service':
    case 'networking.istio.io/ServiceEntry':
      return attachToMesh(mesh, route, reference);
    default: {
      const key = kind === 'Service' ? 'LAB0321.parentServiceGroup' : 'LAB0321.parentKind';
      return { attachments: [], problem: { message: message(key, { parent: `${group}/${kind}` }) } };
    }
  }
}

/** Every listener of the Gateway is a place, but for those that the reference excludes. */
function attachToGateway(mesh: Mesh, route: Resource<HttpRouteSpec>, reference: ParentReference): Parent {
  const namespace = reference.namespace ?? namespaceOf(route);
  const siblings = listenersByGateway(mesh).get(`${namespace}/${reference.name}`) ?? [];
  const hostnames = route.spec.hostnames?.length ? route.spec.hostnames : ['*'];
  const attachments = siblings.map((listener): Attachment => {
    const refusal = refusalOf(listener, reference, route);
    const hosts = hostnames.filter((hostname) => servesHostname(listener, siblings, hostname));
    return { reference, gateway: listener.gateway, hosts, ...(refusal && { refusal }) };
  });
  if (attachments.some(({ refusal }) => !refusal)) return { attachments };
  const problem = noListener(mesh, `${namespace}/${reference.name}`, attachments);
  return { attachments, ...(problem && { problem }) };
}

const listenersByGateway = perMesh((mesh) =>
  Map.groupBy(gatewayListeners(mesh), ({ owner }) => `${namespaceOf(owner)}/${owner.metadata.name}`),
);

const gatewayNames = perMesh(
  (mesh) =>
    new Set(mesh.kubernetesGateways.map((gateway) => `${namespaceOf(gateway)}/${gateway.metadata.name}`)),
);

/** Nothing is said of a Gateway that is there and another controller's, or a waypoint. */
function noListener(
  mesh: Mesh,
  name: string,
  attachments: readonly Attachment[],
): Omit<Problem, 'path'> | undefined {
  if (!gatewayNames(mesh).has(name)) {
    const misspelt = { name, known: () => gatewayNames(mesh) };
    return { message: message('IST0101.parentGateway', { gateway: name }), misspelt };
  }
  const refusals = new Set(attachments.flatMap(({ refusal }) => refusal ?? []));
  if (refusals.size === 0) return undefined;
  return { message: message('LAB0321.refused', { gateway: name, refusals: [...refusals] }) };
}

const servicesByResource = perMesh(({ services }) =>
  Map.groupBy(
    services,
    ({ registry, namespace, resource }) => `${registry} ${namespace}/${resource.metadata.name}`,
  ),
);

/** A service as parent steers the calls that sidecars make to it (GAMMA). */
function attachToMesh(mesh: Mesh, route: Resource<HttpRouteSpec>, reference: ParentReference): Parent {
  const { kind = '', name, namespace = namespaceOf(route), port } = reference;
  const registry = kind === 'Service' ? 'kubernetes' : 'service-entry';
  const services = servicesByResource(mesh).get(`${registry} ${namespace}/${name}`) ?? [];
  const hosts = services.map(({ hostname }) => hostname);
  if (services.length > 0) {
    const attachments = [{ reference, gateway: MESH_GATEWAY, hosts }];
    const ports = services.flatMap((service) => service.ports.map((entry) => entry.port));
    if (!port || ports.includes(port)) return { attachments };
    const args = { kind, name: `${namespace}/${name}`, port, ports: ports.join(', ') };
    return { attachments, problem: { message: message('IST0101.parentPort', args), isSilent: true } };
  }
  const missing = message('IST0101.parentService', { kind, name: `${namespace}/${name}` });
  const known = () =>
    mesh.services
      .filter((service) => service.registry === registry && service.namespace === namespace)
      .map(({ resource }) => resource.metadata.name);
  return {
    attachments: [{ reference, gateway: MESH_GATEWAY, hosts, refusal: missing.text }],
    problem: { message: missing, misspelt: { name, known } },
  };
}

function namespaceOf({ metadata }: Resource): string {
  return metadata.namespace ?? 'default';
}
