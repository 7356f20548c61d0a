import type { Mesh } from '../../model/mesh.ts';
import { dialledBy } from './dialled.ts';
import type { ExplainedHop, HopQuestion } from './hop.ts';
import type { DestinationStep, End, Failure, Hop } from './journey.ts';
import { plainDestination } from './plain-destination.ts';
import { shownRequest } from './request-forms.ts';

/** In place of a workload: a caller that is not in the mesh. */
export const OUTSIDE = 'outside';

/** A call that passes no proxy on its way out: plain, without an identity, to any pod of the Service. */
export function hopFromOutside(mesh: Mesh, question: HopQuestion): ExplainedHop {
  const { from, request } = question;
  const caller = mesh.pods.find((pod) => `${pod.namespace}/${pod.workload}` === from);
  const dialled = dialledBy(mesh, caller?.namespace ?? '', request);
  const destination = plainDestination(mesh, caller, question, dialled);
  const hop: Hop = {
    ...{ hop: question.hop, callers: question.callers, request: shownRequest(request) },
    proxy: { workload: from, kind: 'none' },
    destinations: destination.kind === 'service' ? [destination] : [],
    ends: ends(destination),
  };
  const received = hop.ends.flatMap(({ by, workloads }) => (by === 'application' ? workloads : []));
  const { headers, path } = request;
  return { hop, received: received.map((workload) => ({ workload, headers, path })) };
}

/** There is no proxy that would answer for a connection that fails, or that the server closes. */
function ends({ kind, failure, host, port, endpoints, servers }: DestinationStep): End[] {
  const whole = { share: 1, flags: [], workloads: [] };
  if (failure) return [{ ...whole, by: 'nobody', failure }];
  if (kind !== 'service') return [{ ...whole, by: 'outside' }];
  const ready = endpoints.filter((group) => group.ready > 0);
  if (ready.length === 0) {
    const none: Failure = {
      kind: endpoints.length > 0 ? 'no-ready-endpoint' : 'no-endpoint',
      detail: `${host}:${port}`,
    };
    return [{ ...whole, by: 'nobody', failure: none }];
  }
  const total = ready.reduce((sum, group) => sum + group.ready, 0);
  return ready.map(({ workload, ready: count }) => {
    const refusal = servers.find((server) => server.workload === workload)?.failure;
    const common = { share: count / total, flags: [], workloads: [workload] };
    return refusal ? { ...common, ...refused(refusal) } : { ...common, by: 'application' };
  });
}

function refused(failure: Failure): Pick<End, 'by' | 'status' | 'failure'> {
  if (failure.kind === 'rbac-denied') return { by: 'server-proxy', status: 403, failure };
  if (failure.kind === 'jwt-denied') {
    const status = failure.detail === 'audience-not-allowed' ? 403 : 401;
    return { by: 'server-proxy', status, failure };
  }
  return { by: 'nobody', failure };
}
