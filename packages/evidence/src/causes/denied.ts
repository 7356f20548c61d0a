import { isAttached, lacksToken, resourceName, SPIFFE_SCHEME } from '@lab/istio';
import type { AccessLogEntry } from '../access-log-entry.ts';
import { type CauseDefinition, logLine, type Verdict } from '../cause.ts';
import { configurationLine, editOf, place } from '../configuration-lines.ts';
import { meshPod } from '../configured.ts';
import type { Evidence } from '../evidence.ts';

const DENIED = /rbac_access_denied_matched_policy\[(.*)\]$/;
/** As Istio names what a policy becomes. */
const POLICY = /^ns\[([^\]]+)\]-policy\[([^\]]+)\]-rule\[(\d+)\]$/;

/** The name of the rule that denied a request, `none` for want of one; over TCP it stands where the connection ended. */
function deniedBy({ details = '', connectionEnd = '' }: AccessLogEntry): string | undefined {
  return (DENIED.exec(details) ?? DENIED.exec(connectionEnd))?.[1];
}

/** The rule of a DENY policy that took the request. */
function denyingRule(origin: AccessLogEntry, { mesh }: Evidence) {
  const [, namespace, name, rule = '0'] = POLICY.exec(deniedBy(origin) ?? '') ?? [];
  if (!namespace) return undefined;
  const policy = mesh.authorizationPolicies.find(
    ({ metadata }) => metadata.namespace === namespace && metadata.name === name,
  );
  return { index: Number(rule), policy, title: `Rule ${rule} of AuthorizationPolicy ${namespace}/${name}` };
}

type Rule = NonNullable<Evidence['mesh']['authorizationPolicies'][number]['spec']['rules']>[number];

/** Whether a DENY rule is for requests that carry no token at all. */
function isForNoToken(rule: Rule | undefined): boolean {
  return rule?.from?.some(({ source }) => source?.notRequestPrincipals?.includes('*')) ?? false;
}

/** ALLOW policies that are for the pod of an entry. */
function allowing(origin: AccessLogEntry, evidence: Evidence) {
  const pod = meshPod(evidence, origin);
  const { authorizationPolicies, config } = evidence.mesh;
  return authorizationPolicies.filter(
    (policy) =>
      (policy.spec.action ?? 'ALLOW') === 'ALLOW' &&
      [pod?.namespace, config.rootNamespace].includes(policy.metadata.namespace) &&
      (!pod || isAttached(policy, pod)),
  );
}

export const deniedByPolicy: CauseDefinition = {
  code: 'DENIED_BY_POLICY',
  title: 'A DENY policy refused the request',
  meaning: 'A rule of an AuthorizationPolicy with action DENY takes the request.',
  evidence: "The callee's sidecar logs 403 with rbac_access_denied_matched_policy and the name of the rule.",
  fix: 'Change the rule, or send what it asks for.',
  find({ origin }, evidence) {
    const denying = denyingRule(origin, evidence);
    if (!denying || isForNoToken(denying.policy?.spec.rules?.[denying.index])) return undefined;
    return {
      certainty: 'certain',
      sentence: `${denying.title} denies the request. ${seen(origin.downstreamPeer)}`,
      ...denyEvidence(origin, denying),
      not: ['Not a missing ALLOW rule: a DENY rule matched.'],
    };
  },
};

function denyEvidence(
  origin: AccessLogEntry,
  { policy, index }: NonNullable<ReturnType<typeof denyingRule>>,
): Pick<Verdict, 'lines' | 'next'> {
  const path = ['spec', 'rules', index];
  const line = policy && configurationLine(policy, path, `rule ${index} denies`);
  return {
    lines: [logLine(origin), ...(line ? [line] : [])],
    next: policy ? [`Edit ${place(policy, path)}`] : ['./lab render'],
  };
}

export const tokenMissing: CauseDefinition = {
  code: 'JWT_MISSING',
  title: 'The token is missing',
  meaning:
    'An AuthorizationPolicy asks for a token, and the request has none. A RequestAuthentication alone lets requests without a token through.',
  evidence:
    "The callee's proxy logs 403, and the DENY rule is for requests without a principal of a token, or ALLOW rules would take the request with a token; or 401 with Jwt_is_missing.",
  fix: 'Send a token of the RequestAuthentication in the header `authorization`.',
  find({ origin }, evidence) {
    if (/jwt_is_missing/i.test(origin.details ?? ''))
      return missing('certain', `${origin.pod} asks for a token, and the request has none.`, [
        logLine(origin),
      ]);
    const denying = denyingRule(origin, evidence);
    if (denying && isForNoToken(denying.policy?.spec.rules?.[denying.index]))
      return missing(
        'likely',
        `${denying.title} denies requests without a valid token, and the request has none.`,
        denyEvidence(origin, denying).lines,
      );
    if (deniedBy(origin) !== 'none' || !isAllowedWithToken(origin, evidence)) return undefined;
    return missing('likely', `${origin.pod} allows the request with a valid token, and it has none.`, [
      logLine(origin),
      ...allowing(origin, evidence).map((policy) =>
        configurationLine(policy, ['spec', 'rules'], 'has a rule that asks for a token'),
      ),
    ]);
  },
};

function missing(certainty: Verdict['certainty'], sentence: string, lines: Verdict['lines']): Verdict {
  return {
    ...{ certainty, sentence, lines },
    not: [
      'Not a token that is wrong: that is refused with its reason, before any policy.',
      ...(certainty === 'likely'
        ? [
            'A valid token that the rule does not take (another issuer, or no `sub`) leaves the same evidence.',
          ]
        : []),
    ],
    next: ["Send a token: ./lab call -H 'authorization: Bearer …'"],
  };
}

/** Whether the filters of the pod would let the same request through with a token of a RequestAuthentication. */
function isAllowedWithToken(origin: AccessLogEntry, evidence: Evidence): boolean {
  const pod = meshPod(evidence, origin);
  const { mesh } = evidence;
  if (!pod) return false;
  const to = `${pod.namespace}/${pod.workload}`;
  const { authority = '', method = 'GET', path = '/', downstreamPeer, downstreamLocalAddress = '' } = origin;
  const request = {
    ...{ host: authority, method, path, port: Number(downstreamLocalAddress.split(':').at(-1)) },
    ...(downstreamPeer && { tls: 'mutual' as const, principal: downstreamPeer.replace(SPIFFE_SCHEME, '') }),
  };
  return lacksToken(mesh, { to, request });
}

export const noAllowPolicy: CauseDefinition = {
  code: 'NO_ALLOW_RULE',
  title: 'No ALLOW rule takes the request',
  meaning:
    'AuthorizationPolicies with action ALLOW apply to the workload, and none of their rules takes the request.',
  evidence: "The callee's sidecar logs 403 with rbac_access_denied_matched_policy[none].",
  fix: "Add the caller's identity, the path or the method to a rule of an ALLOW policy.",
  find({ origin }, evidence) {
    if (deniedBy(origin) !== 'none' || isAllowedWithToken(origin, evidence)) return undefined;
    const policies = allowing(origin, evidence);
    return {
      certainty: 'certain',
      sentence: `No ALLOW rule of ${origin.pod} takes ${origin.method ?? 'the connection'} ${origin.path ?? ''}. ${seen(origin.downstreamPeer)}`,
      lines: [
        logLine(origin),
        ...policies.map((policy) => configurationLine(policy, ['spec', 'rules'], 'does not allow it')),
      ],
      not: ['Not a DENY rule: the log would name it.'],
      next: policies.flatMap((policy) =>
        editOf({ resource: resourceName(policy), location: policy.locate(['spec', 'rules']) }),
      ),
    };
  },
};

function seen(peer: string | undefined): string {
  return peer ? `The caller's identity is ${peer}.` : 'The access log has no identity of the caller.';
}
