import { endpointsOf } from '../../model/endpoints.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod, Service, ServicePort } from '../../model/registry.ts';
import type { Dialled } from './dialled.ts';
import type { DestinationStep, EndpointGroup, JourneyQuestion } from './journey.ts';
import { probeOf } from './request-forms.ts';
import { serverStep } from './server-step.ts';

const NOTHING = { endpoints: [], otherRules: [], servers: [], request: { set: {}, add: {}, remove: [] } };

/** A connection to what was dialled, without a proxy that chooses and secures it. */
export function plainDestination(
  mesh: Mesh,
  caller: Pod | undefined,
  { request, readiness }: Pick<JourneyQuestion, 'request' | 'readiness'>,
  { service, port, failure }: Dialled,
): DestinationStep {
  const common = {
    ...{ cluster: '', share: 1, kind: 'external' as const, ...NOTHING },
    tls: { onWire: request.scheme === 'https' ? ('tls' as const) : ('plaintext' as const), mode: 'DISABLE' },
  };
  if (failure) return { ...common, failure };
  if (!service || !port) return common;
  const groups = podGroups(mesh, service, port, readiness);
  if (service.registry !== 'kubernetes' && groups.length === 0) return common;
  return {
    ...{ ...common, kind: 'service', host: service.hostname, port: port.port, endpoints: groups },
    servers: groups.map((group) =>
      serverStep(mesh, group.workload, {
        ...(caller && { caller }),
        request: { ...probeOf(request), port: group.port },
      }),
    ),
  };
}

function podGroups(
  mesh: Mesh,
  service: Service,
  port: ServicePort,
  readiness: JourneyQuestion['readiness'],
): EndpointGroup[] {
  const pods = endpointsOf(mesh, service, port).flatMap((endpoint) =>
    endpoint.pod ? [{ pod: endpoint.pod, port: endpoint.port }] : [],
  );
  return [...Map.groupBy(pods, ({ pod }) => `${pod.namespace}/${pod.workload}`)].map(([workload, same]) => ({
    ...{ workload, port: same[0]?.port ?? port.port },
    ...(readiness
      ? (readiness[workload] ?? { pods: same.length, ready: 0 })
      : { pods: same.length, ready: same.length }),
  }));
}
