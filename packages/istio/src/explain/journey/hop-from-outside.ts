import { endpointsOf } from '../../model/endpoints.ts';
import { hostForms } from '../../model/host-forms.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { withoutPort } from '../virtual-host-match.ts';
import { type ExplainedHop, type HopQuestion, probeOf, shownRequest } from './hop.ts';
import type { DestinationStep, End, EndpointGroup, Hop } from './journey.ts';
import { serverStep } from './server-step.ts';

/** In place of a workload: a caller that is not in the mesh. */
export const OUTSIDE = 'outside';

const NO_CHANGES = { set: {}, add: {}, remove: [] };

/** A call that passes no proxy on its way out: plain, without an identity, to any pod of the Service. */
export function hopFromOutside(mesh: Mesh, question: HopQuestion): ExplainedHop {
  const { from, request, readiness } = question;
  const caller = mesh.pods.find((pod) => `${pod.namespace}/${pod.workload}` === from);
  const common = {
    ...{ hop: question.hop, callers: question.callers, request: shownRequest(request) },
    proxy: { workload: from, kind: 'none' as const },
  };
  const service = mesh.services.find((candidate) =>
    hostForms(candidate, caller?.namespace ?? '', mesh.config.domain).domains.includes(
      withoutPort(request.dialled ?? request.host).toLowerCase(),
    ),
  );
  const port = service?.ports.find((candidate) => candidate.port === request.port);
  if (!service || !port) {
    const end: End = { share: 1, by: 'outside', flags: [], workloads: [] };
    return { hop: { ...common, destinations: [], ends: [end] }, received: [] };
  }
  const pods = endpointsOf(mesh, service, port).flatMap((endpoint) =>
    endpoint.pod ? [{ pod: endpoint.pod, port: endpoint.port }] : [],
  );
  const groups = [...Map.groupBy(pods, ({ pod }) => `${pod.namespace}/${pod.workload}`)].map(
    ([workload, same]): EndpointGroup => ({
      ...{ workload, port: same[0]?.port ?? request.port },
      ...(readiness
        ? (readiness[workload] ?? { pods: same.length, ready: 0 })
        : { pods: same.length, ready: same.length }),
    }),
  );
  const destination: DestinationStep = {
    ...{ cluster: '', host: service.hostname, port: port.port, share: 1, kind: 'service' },
    ...{ endpoints: groups, otherRules: [], request: NO_CHANGES },
    tls: { onWire: request.scheme === 'https' ? 'tls' : 'plaintext', mode: 'DISABLE' },
    servers: groups.map((group) => arrival(mesh, question, caller, group)),
  };
  const hop: Hop = { ...common, destinations: [destination], ends: ends(destination) };
  const received = hop.ends.flatMap(({ by, workloads }) => (by === 'application' ? workloads : []));
  const { headers, path } = request;
  return { hop, received: received.map((workload) => ({ workload, headers, path })) };
}

function arrival(
  mesh: Mesh,
  { request }: HopQuestion,
  caller: Pod | undefined,
  { workload, port }: EndpointGroup,
) {
  return serverStep(mesh, workload, {
    ...(caller && { caller }),
    request: { ...probeOf(request), port },
  });
}

/** There is no proxy that would answer for a connection that the server closes. */
function ends({ endpoints, servers }: DestinationStep): End[] {
  const ready = endpoints.filter((group) => group.ready > 0);
  const total = ready.reduce((sum, group) => sum + group.ready, 0);
  return ready.map(({ workload, ready: count }) => {
    const failure = servers.find((server) => server.workload === workload)?.failure;
    const common = { share: count / total, flags: [], workloads: [workload] };
    if (!failure) return { ...common, by: 'application' };
    if (failure.kind === 'rbac-denied') return { ...common, by: 'server-proxy', status: 403, failure };
    if (failure.kind === 'jwt-denied') {
      const status = failure.detail === 'audience-not-allowed' ? 403 : 401;
      return { ...common, by: 'server-proxy', status, failure };
    }
    return { ...common, by: 'nobody', failure };
  });
}
