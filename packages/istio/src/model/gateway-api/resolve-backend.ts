import type { BackendReference } from '../../resources/gateway-api-types.ts';
import type { RouteDestination } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import type { Mesh } from '../mesh.ts';
import { servicesByHost } from '../registry-index.ts';
import type { Problem } from './problem.ts';
import { isGranted } from './reference-grant.ts';

/** For whom a reference is looked up. */
export interface BackendContext {
  readonly mesh: Mesh;
  /** Of the HTTPRoute. */
  readonly namespace: string;
  /** Routes of gateways need a ReferenceGrant for another namespace, those inside the mesh do not. */
  readonly needsGrant: boolean;
}

/** Without a destination the whole HTTPRoute is dropped. */
export interface ResolvedBackend {
  readonly destination?: RouteDestination;
  readonly problem?: Problem;
}

/** Stands for a backend that may not be used: its cluster does not exist, and requests to it are answered 500. */
const NOWHERE: RouteDestination = { host: '' };

/** The destination that a backendRef stands for (istio conversion.go, `buildDestination`). */
export function resolveBackend(
  reference: BackendReference,
  path: FieldPath,
  context: BackendContext,
): ResolvedBackend {
  const { group = '', kind = 'Service', name, namespace = context.namespace } = reference;
  if (!mayRefer(reference, context)) {
    const message = `${kind} ${namespace}/${name} is in another namespace, and no ReferenceGrant there lets HTTPRoutes of namespace ${context.namespace} refer to it: requests to it are answered 500`;
    return { destination: NOWHERE, problem: { reason: 'refused', path, message } };
  }
  if (group === '' && kind === 'Service') return resolveService(reference, path, context);
  if (group === 'networking.istio.io' && kind === 'Hostname')
    return resolveHostname(reference, path, context);
  const message = `Istio sends nothing to "${group ? `${group}/` : ''}${kind}" as a backend: requests to it are answered 500`;
  return { destination: NOWHERE, problem: { reason: 'unsupported', path: [...path, 'kind'], message } };
}

function mayRefer(reference: BackendReference, { mesh, namespace, needsGrant }: BackendContext): boolean {
  const { group = '', kind = 'Service', name, namespace: toNamespace = namespace } = reference;
  if (!needsGrant || toNamespace === namespace) return true;
  const from = { fromKind: 'HTTPRoute', fromNamespace: namespace } as const;
  return group === '' && isGranted(mesh, { ...from, toKind: kind, toNamespace, name });
}

function resolveService(
  { name, namespace: written, port }: BackendReference,
  path: FieldPath,
  { mesh, namespace: own }: BackendContext,
): ResolvedBackend {
  const namespace = written ?? own;
  if (name.includes('.')) {
    const message = `"${name}" must be the name of a Service, not its host name: Istio drops all rules of this HTTPRoute`;
    return { problem: { reason: 'refused', path: [...path, 'name'], message } };
  }
  if (port === undefined) return portMissing(path);
  const destination = { host: `${name}.${namespace}.svc.${mesh.config.domain}`, port: { number: port } };
  const service = servicesByHost(mesh)
    .covering(destination.host)
    .find(({ registry }) => registry === 'kubernetes');
  if (!service) {
    const message = `Service ${namespace}/${name} is not there: requests to it are answered 500`;
    const known = () =>
      mesh.services
        .filter((other) => other.registry === 'kubernetes' && other.namespace === namespace)
        .map((other) => other.name);
    const misspelt = { name, known };
    return { destination, problem: { reason: 'not-found', path: [...path, 'name'], message, misspelt } };
  }
  const ports = service.ports.map((entry) => entry.port);
  if (ports.includes(port)) return { destination };
  const message = `Service ${namespace}/${name} has no port ${port} (it has ${ports.join(', ')}): requests to it are answered 500`;
  return { destination, problem: { reason: 'not-found', path: [...path, 'port'], message, isSilent: true } };
}

/** A host of a ServiceEntry in the HTTPRoute's own namespace. */
function resolveHostname(
  { name, namespace: written, port }: BackendReference,
  path: FieldPath,
  { mesh, namespace }: BackendContext,
): ResolvedBackend {
  if (written !== undefined) {
    const message =
      'a backend of kind Hostname may have no namespace: Istio drops all rules of this HTTPRoute';
    return { problem: { reason: 'refused', path: [...path, 'namespace'], message } };
  }
  if (port === undefined) return portMissing(path);
  const destination = { host: name, port: { number: port } };
  const services = servicesByHost(mesh).covering(name);
  const isThere = services.some((service) => service.namespace === namespace && service.hostname === name);
  if (isThere) return { destination };
  const message = `no Service or ServiceEntry of namespace ${namespace} has host "${name}": requests to it are answered 500`;
  const known = () =>
    mesh.services.filter((service) => service.namespace === namespace).map(({ hostname }) => hostname);
  const misspelt = { name, known };
  return { destination, problem: { reason: 'not-found', path: [...path, 'name'], message, misspelt } };
}

function portMissing(path: FieldPath): ResolvedBackend {
  const message = 'a backend needs a port: Istio drops all rules of this HTTPRoute';
  return { problem: { reason: 'refused', path, message } };
}
