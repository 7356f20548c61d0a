import { message } from '../../findings/message.ts';
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
    const backend = `${kind} ${namespace}/${name}`;
    const refused = message('LAB0321.backendNotGranted', { backend, namespace: context.namespace });
    return { destination: NOWHERE, problem: { path, message: refused } };
  }
  if (group === '' && kind === 'Service') return resolveService(reference, path, context);
  if (group === 'networking.istio.io' && kind === 'Hostname')
    return resolveHostname(reference, path, context);
  const unsupported = message('LAB0321.backendKind', { kind: `${group ? `${group}/` : ''}${kind}` });
  return { destination: NOWHERE, problem: { path: [...path, 'kind'], message: unsupported } };
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
    return { problem: { path: [...path, 'name'], message: message('LAB0321.backendIsHost', { name }) } };
  }
  if (port === undefined) return portMissing(path);
  const destination = { host: `${name}.${namespace}.svc.${mesh.config.domain}`, port: { number: port } };
  const service = servicesByHost(mesh)
    .covering(destination.host)
    .find(({ registry }) => registry === 'kubernetes');
  if (!service) {
    const missing = message('IST0101.backend', { service: `${namespace}/${name}` });
    const known = () =>
      mesh.services
        .filter((other) => other.registry === 'kubernetes' && other.namespace === namespace)
        .map((other) => other.name);
    const misspelt = { name, known };
    return { destination, problem: { path: [...path, 'name'], message: missing, misspelt } };
  }
  const ports = service.ports.map((entry) => entry.port);
  if (ports.includes(port)) return { destination };
  const args = { service: `${namespace}/${name}`, port, ports: ports.join(', ') };
  const missing = message('IST0101.backendPort', args);
  return { destination, problem: { path: [...path, 'port'], message: missing, isSilent: true } };
}

/** A host of a ServiceEntry in the HTTPRoute's own namespace. */
function resolveHostname(
  { name, namespace: written, port }: BackendReference,
  path: FieldPath,
  { mesh, namespace }: BackendContext,
): ResolvedBackend {
  if (written !== undefined) {
    return { problem: { path: [...path, 'namespace'], message: message('LAB0321.hostnameNamespace') } };
  }
  if (port === undefined) return portMissing(path);
  const destination = { host: name, port: { number: port } };
  const services = servicesByHost(mesh).covering(name);
  const isThere = services.some((service) => service.namespace === namespace && service.hostname === name);
  if (isThere) return { destination };
  const missing = message('IST0101.backendHost', { host: name, namespace });
  const known = () =>
    mesh.services.filter((service) => service.namespace === namespace).map(({ hostname }) => hostname);
  const misspelt = { name, known };
  return { destination, problem: { path: [...path, 'name'], message: missing, misspelt } };
}

function portMissing(path: FieldPath): ResolvedBackend {
  return { problem: { path, message: message('LAB0321.backendPort') } };
}
