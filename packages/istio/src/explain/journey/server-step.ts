import type { Mesh } from '../../model/mesh.ts';
import {
  decidingPeerAuthentication,
  mutualTlsModeForPort,
  peerAuthenticationFor,
} from '../../model/peer-authentication.ts';
import type { Pod } from '../../model/registry.ts';
import { spiffeId } from '../../model/spiffe-id.ts';
import type { Answer } from '../answer.ts';
import { explainRequest, podOf } from '../explain-request.ts';
import { lacksToken } from '../lacks-token.ts';
import type { ProbeRequest } from '../probe.ts';
import type { Failure, ServerStep } from './journey.ts';
import { policyVerdicts, rbacAnswer, unselectingPolicies } from './policy-verdicts.ts';
import { sourceAt } from './sources.ts';

/** A request as it arrives at a pod. */
export interface Arrival {
  /** Absent for a caller that is not in the mesh. */
  readonly caller?: Pod;
  readonly request: ProbeRequest;
}

/** What the proxy of a workload makes of a request that arrives on a port of it. */
export function serverStep(mesh: Mesh, workload: string, { caller, request }: Arrival): ServerStep {
  const pod = podOf(mesh, workload);
  const identity = spiffeId({ ...pod, trustDomain: mesh.config.trustDomain });
  const common = { workload, proxy: pod.proxy, identity };
  if (pod.proxy === 'none') {
    const nothing = { policies: [], policiesNotSelecting: [] };
    const failure: Failure = { kind: 'tls-to-plaintext', detail: `${workload} has no proxy` };
    return { ...common, ...nothing, accepts: 'plaintext', ...(request.tls !== 'none' && { failure }) };
  }
  const from = caller && { from: `${caller.namespace}/${caller.workload}` };
  // A gateway takes calls of the mesh as it takes those of its clients.
  const asked = pod.proxy === 'gateway' ? { from: workload } : { ...from, to: workload };
  const answer = explainRequest(mesh, { ...asked, request });
  const refused = serverFailure(mesh, answer, request.tls ?? 'none');
  const isForToken =
    refused?.kind === 'rbac-denied' && !request.jwt && lacksToken(mesh, { ...from, to: workload, request });
  const failure = isForToken ? { ...refused, lacksToken: true as const } : refused;
  const verdicts = policyVerdicts(mesh, answer);
  return {
    ...common,
    accepts: accepts(answer),
    ...peerAuthentication(mesh, pod, request.port),
    ...rbacAnswer(answer, verdicts),
    ...jwtAnswer(answer, request),
    policies: verdicts,
    policiesNotSelecting: unselectingPolicies(mesh, pod),
    ...(failure && { failure }),
  };
}

function accepts({ downstreamTls, outcome }: Answer): ServerStep['accepts'] {
  if (downstreamTls) return downstreamTls.requireClientCertificate ? 'mutual-tls' : 'tls';
  return outcome.error === 'no-filter-chain' ? 'mutual-tls' : 'plaintext';
}

/** Why the request does not reach the application of the pod; undefined where it does. */
function serverFailure(
  mesh: Mesh,
  answer: Answer,
  tls: NonNullable<ProbeRequest['tls']>,
): Failure | undefined {
  const { denied, error } = answer.outcome;
  if (denied?.by === 'jwt') return { kind: 'jwt-denied', detail: denied.policy };
  if (denied) {
    const by = policyVerdicts(mesh, answer).find(({ action, matched }) => action === 'DENY' && matched);
    return { kind: 'rbac-denied', detail: denied.policy, ...(by && { source: by.source }) };
  }
  const isRefused = error === 'no-filter-chain' || error === 'plaintext-to-tls-listener';
  if (isRefused && tls === 'none') return { kind: 'plaintext-to-mutual-tls' };
  if (error === 'tls-to-plaintext-listener') return { kind: 'tls-to-plaintext' };
  return error && { kind: error as Failure['kind'] };
}

function jwtAnswer({ jwt, outcome }: Answer, { jwt: token }: ProbeRequest): Pick<ServerStep, 'jwt'> {
  if (!jwt) return {};
  if (outcome.denied?.by === 'jwt') return { jwt: outcome.denied.policy };
  return { jwt: token ? 'verified' : 'none' };
}

function peerAuthentication(mesh: Mesh, pod: Pod, port: number): Pick<ServerStep, 'peerAuthentication'> {
  const found = decidingPeerAuthentication(mesh, pod, port);
  if (!found) return {};
  const mode = mutualTlsModeForPort(peerAuthenticationFor(mesh, pod), port);
  return { peerAuthentication: { ...sourceAt(found.resource, found.path), mode } };
}
