import type { Mesh } from '../model/mesh.ts';
import { isAttached } from '../model/policy-attachment.ts';
import { explainRequest, podOf } from './explain-request.ts';
import type { Probe } from './probe.ts';

/**
 * Whether the policies of a workload refuse a request that has no token, and let it through with a token of one of its
 * RequestAuthentications.
 *
 * @throws RangeError for a workload that the mesh does not have
 */
export function lacksToken(mesh: Mesh, probe: Probe & { readonly to: string }): boolean {
  const pod = podOf(mesh, probe.to);
  const rules = mesh.requestAuthentications
    .filter(({ metadata }) => [pod.namespace, mesh.config.rootNamespace].includes(metadata.namespace ?? ''))
    .filter((policy) => isAttached(policy, pod))
    .flatMap(({ spec }) => spec.jwtRules ?? []);
  return rules.some(({ issuer = '', audiences = [] }) => {
    const jwt = { issuer, subject: 'anybody', ...(audiences.length > 0 && { audience: audiences }) };
    const { outcome } = explainRequest(mesh, { ...probe, request: { ...probe.request, jwt } });
    return outcome.denied === undefined && outcome.error === undefined;
  });
}
