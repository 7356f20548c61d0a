import { type CauseDefinition, logLine } from '../cause.ts';
import { place } from '../configuration-lines.ts';

const DENIED = /rbac_access_denied_matched_policy\[(.*)\]$/;
/** As Istio names what a policy becomes. */
const POLICY = /^ns\[([^\]]+)\]-policy\[([^\]]+)\]-rule\[(\d+)\]$/;

export const deniedByPolicy: CauseDefinition = {
  code: 'DENIED_BY_POLICY',
  title: 'A DENY policy refused the request',
  meaning: 'A rule of an AuthorizationPolicy with action DENY takes the request.',
  evidence: "The callee's sidecar logs 403 with rbac_access_denied_matched_policy and the name of the rule.",
  fix: 'Change the rule, or send what it asks for.',
  find({ origin }, { mesh }) {
    const [, namespace, name, rule = '0'] = POLICY.exec(DENIED.exec(origin.details ?? '')?.[1] ?? '') ?? [];
    if (!namespace) return undefined;
    const policy = mesh.authorizationPolicies.find(
      ({ metadata }) => metadata.namespace === namespace && metadata.name === name,
    );
    const at = policy && place(policy, ['spec', 'rules', Number(rule)]);
    return {
      certainty: 'certain',
      sentence: `Rule ${rule} of AuthorizationPolicy ${namespace}/${name} denies the request. ${seen(origin.downstreamPeer)}`,
      lines: [
        logLine(origin),
        ...(at
          ? [
              {
                source: 'configuration',
                text: `AuthorizationPolicy ${namespace}/${name} rule ${rule} (${at})`,
              },
            ]
          : []),
      ],
      not: ['Not a missing ALLOW rule: a DENY rule matched.'],
      next: [at ? `Edit ${at}` : './lab render'],
    };
  },
};

export const noAllowPolicy: CauseDefinition = {
  code: 'NO_ALLOW_RULE',
  title: 'No ALLOW rule takes the request',
  meaning:
    'AuthorizationPolicies with action ALLOW apply to the workload, and none of their rules takes the request.',
  evidence: "The callee's sidecar logs 403 with rbac_access_denied_matched_policy[none].",
  fix: "Add the caller's identity, the path or the method to a rule of an ALLOW policy.",
  find({ origin }, { mesh }) {
    if (DENIED.exec(origin.details ?? '')?.[1] !== 'none') return undefined;
    const [namespace] = origin.pod.split('/');
    const policies = mesh.authorizationPolicies.filter(
      ({ metadata, spec }) =>
        (spec.action ?? 'ALLOW') === 'ALLOW' &&
        (metadata.namespace === namespace || metadata.namespace === mesh.config.rootNamespace),
    );
    return {
      certainty: 'certain',
      sentence: `No ALLOW rule of ${origin.pod} takes ${origin.method} ${origin.path}. ${seen(origin.downstreamPeer)}`,
      lines: [
        logLine(origin),
        ...policies.map((policy) => ({
          source: 'configuration',
          text: `AuthorizationPolicy ${policy.metadata.namespace}/${policy.metadata.name} (${place(policy, ['spec', 'rules'])})`,
        })),
      ],
      not: ['Not a DENY rule: the log would name it.'],
      next: policies.map((policy) => `Add the caller to ${place(policy, ['spec', 'rules'])}`),
    };
  },
};

function seen(peer: string | undefined): string {
  return peer ? `The caller's identity is ${peer}.` : 'The access log has no identity of the caller.';
}
