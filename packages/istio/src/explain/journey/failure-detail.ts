import { selectsPod } from '../../model/endpoints.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { sidecarFor } from '../../model/sidecar-scope.ts';
import { targetPortOn } from '../../model/target-port.ts';
import type { ProxyConfig } from '../../xds/types.ts';
import type { Answer } from '../answer.ts';
import { missingCluster } from '../missing-cluster.ts';
import { choices, dialledBy, portMissing } from './dialled.ts';
import type { End, Failure, JourneyRequest } from './journey.ts';
import { sourceAt } from './sources.ts';

/** What decides about a call beside the request. */
export interface Circumstances {
  readonly mesh: Mesh;
  readonly caller: Pod;
  readonly config: ProxyConfig;
  readonly request: JourneyRequest;
  readonly answer: Answer;
}

/** An end with what its failure lacks: what there is in the place of what was asked for, and who decides. */
export function withDetail(end: End, circumstances: Circumstances): End {
  return end.failure ? { ...end, failure: detailed(end.failure, circumstances) } : end;
}

function detailed(failure: Failure, circumstances: Circumstances): Failure {
  const { caller, config, request, answer } = circumstances;
  switch (failure.kind) {
    case 'outbound-blocked':
      return blocked(failure, circumstances);
    case 'no-listener':
      return caller.proxy === 'gateway'
        ? { ...failure, detail: String(request.port), ...choices(openPorts(circumstances)) }
        : failure;
    case 'cluster-missing':
      return { ...failure, ...reason(failure, circumstances) };
    case 'no-virtual-host':
      return { ...failure, ...choices(hostsOf(config, answer)) };
    default:
      return failure;
  }
}

/** Why the proxy does not have the cluster. */
function reason({ detail = '' }: Failure, { mesh, caller }: Circumstances): Pick<Failure, 'missing'> {
  const missing = missingCluster(mesh, `${caller.namespace}/${caller.workload}`, detail)?.reason;
  return missing ? { missing } : {};
}

/** REGISTRY_ONLY refuses what the sidecar does not know, be it there or not. */
function blocked(failure: Failure, { mesh, caller, request }: Circumstances): Failure {
  const { service, port } = dialledBy(mesh, caller.namespace, request);
  if (service && !port) return portMissing(service, request);
  const sidecar = sidecarFor(mesh, caller);
  return {
    ...failure,
    ...(service && { detail: `${service.hostname}:${request.port}` }),
    ...(sidecar && { source: sourceAt(sidecar, []) }),
  };
}

/** Ports of a gateway's Services, or of its pod where it has none, that a Gateway opens. */
function openPorts({ mesh, caller, config: { listeners } }: Circumstances): string[] {
  const open = new Set(listeners.map(({ address }) => address.socketAddress.portValue));
  const services = mesh.services.filter((service) => selectsPod(service, caller));
  const ports = services.flatMap((service) => service.ports);
  const dialled = ports.filter((port) => open.has(targetPortOn(caller, port) ?? 0));
  return (ports.length > 0 ? dialled.map(({ port }) => port) : [...open]).map(String);
}

/** Hosts that a route table has virtual hosts for. */
function hostsOf({ routes }: ProxyConfig, { info }: Answer): string[] {
  const table = routes.find(({ name }) => name === info.routeConfig);
  const domains = (table?.virtualHosts ?? []).flatMap((host) => host.domains);
  return domains.map((domain) => domain.replace(/:(\d+|\*)$/, ''));
}
