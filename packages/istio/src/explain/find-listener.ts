import { endpointsOf } from '../model/endpoints.ts';
import { hostForms } from '../model/host-forms.ts';
import type { Mesh } from '../model/mesh.ts';
import { perMesh } from '../model/per-mesh.ts';
import type { Pod, Service } from '../model/registry.ts';
import { visibleServices } from '../model/sidecar-scope.ts';
import type { Listener, ProxyConfig } from '../xds/types.ts';
import { withoutPort } from './virtual-host-match.ts';

/** Stands for whatever a name outside the cluster resolves to (RFC 5737, for documentation). */
const OUTSIDE_ADDRESS = '203.0.113.10';

/** The listener for an address and port: of both, of the port at any address, else the one for all the rest. */
export function findListener(
  { listeners }: ProxyConfig,
  address: string,
  port: number,
): Listener | undefined {
  const at = (wanted: string) =>
    listeners.find(({ address: { socketAddress } }) => {
      return socketAddress.address === wanted && socketAddress.portValue === port;
    });
  const rest = listeners.find(({ trafficDirection, useOriginalDst }) => {
    return trafficDirection === 'OUTBOUND' && useOriginalDst === true;
  });
  return at(address) ?? at('0.0.0.0') ?? rest;
}

/**
 * The address that a name has for a pod: the cluster's DNS for services, an outside one for all other names. Of a headless
 * Service, that of a pod that is not the caller, as no proxy sees a call of a pod to itself.
 */
export function resolveHost(mesh: Mesh, pod: Pod, host: string): string {
  const name = withoutPort(host).toLowerCase();
  if (/^\d+(\.\d+){3}$/.test(name) || name.startsWith('[')) return name;
  const names = namesIn(mesh, pod.namespace);
  const [first = '', ...parent] = name.split('.');
  const service = names.get(name) ?? names.get(`*.${parent.join('.')}`);
  if (!service || service.clusterIP === '0.0.0.0') return OUTSIDE_ADDRESS;
  if (service.clusterIP !== 'None') return service.clusterIP;
  const [port] = service.ports;
  const endpoints = port ? endpointsOf(mesh, service, port) : [];
  const others = endpoints.filter(({ address }) => address !== pod.ip);
  const named = others.find((endpoint) => endpoint.pod?.name === first);
  return (named ?? others[0] ?? endpoints[0])?.address ?? OUTSIDE_ADDRESS;
}

/** The services that a namespace sees, by every form of their names; of several of one name the first. */
function namesIn(mesh: Mesh, namespace: string): ReadonlyMap<string, Service> {
  const known = names(mesh);
  const found = known.get(namespace) ?? new Map(formsOf(mesh, namespace).toReversed());
  known.set(namespace, found);
  return found;
}

function formsOf(mesh: Mesh, namespace: string): (readonly [string, Service])[] {
  return visibleServices(mesh, namespace).flatMap((service) =>
    hostForms(service, namespace, mesh.config.domain).domains.map((domain) => [domain, service] as const),
  );
}

const names = perMesh(() => new Map<string, ReadonlyMap<string, Service>>());
