import {
  type Ask,
  answers,
  defineLesson,
  hint,
  type OwnRequest,
  type PolicyRequest,
  placeText,
  type UnmatchedPart,
  unmatchedParts,
} from '@lab/lessons';

const url = 'http://backend-service.backend:8080/classify';
const classify = {
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"item":"jar"}',
};
const health = 'http://backend-service.backend:8080/healthz';
/** What nobody may send: another path, another method on the path, and the method on another path. */
const other: readonly OwnRequest[] = [{ url: health }, { url }, { ...classify, url: health }];

/** The request that stays allowed, as policies see it. */
const frontend: PolicyRequest = {
  principal: 'cluster.local/ns/frontend/sa/frontend',
  method: classify.method,
  path: '/classify',
};

const forbidden: readonly (OwnRequest & { readonly from: string })[] = [
  ...other.map((request) => ({ ...request, from: 'frontend-stable' })),
  { ...classify, from: 'backend-stable' },
];

export const lesson = defineLesson({
  minutes: 10,
  incident: {
    hop: {
      'ml → backend': true,
      'backend → ml': 'The audit called the backend, from ml.',
      'frontend → backend': 'The frontend may call /classify: that is not what the audit found.',
    },
    cause: {
      'The policy has two rules, and one of them matches any caller': true,
      'The backend accepts plaintext':
        'It does not: ml has proved its identity with a certificate, and was allowed all the same.',
      'The identity of ml is the same as that of the frontend':
        'Each ServiceAccount has an identity of its own, and ml has spiffe://cluster.local/ns/ml/sa/ml.',
      'The policy does not select the pods of the backend': 'It does: ml gets 403 for every other path.',
    },
    evidence: {
      'ml gets 200 for POST /classify, and 403 for GET /healthz': true,
      'ml gets 200 for every path':
        'Try another path: ./lab call --from ml-stable http://backend-service.backend:8080/healthz',
      'The frontend gets 200': 'It should: that says nothing about strangers.',
    },
  },
  checks: [
    answers({
      title: 'ml gets 403 for POST /classify',
      requests: [{ from: 'ml-stable', ...classify, status: 403 }],
    }),
    answers({
      title: 'The frontend gets 200 for POST /classify',
      requests: [{ from: 'frontend-stable', ...classify, status: 200 }],
      isGuard: true,
    }),
    answers({
      title: 'The frontend gets 403 for anything else',
      requests: other.map((request) => ({ from: 'frontend-stable', ...request, status: 403 })),
    }),
    answers({
      title: 'ml gets 403 for anything else',
      requests: other.map((request) => ({ from: 'ml-stable', ...request, status: 403 })),
      isGuard: true,
    }),
    answers({
      title: 'Nobody else gets 200 for POST /classify',
      requests: [{ from: 'backend-stable', ...classify, status: 403 }],
    }),
  ],
  hints: [
    hint('allowed-broke', async ({ ask }) => {
      const { hops } = await ask.mesh.explain({ from: 'frontend-stable', ...classify, next: [] });
      const { rbac, policies = [] } = hops[0]?.destinations[0]?.servers[0] ?? {};
      if (rbac?.decision !== 'denied' || !policies.every(({ hasNoRules }) => hasNoRules)) return undefined;
      return 'The frontend is refused as well. A policy without rules matches nothing, so nobody is allowed.';
    }),
    hint('rule-misses', async ({ ask }) => {
      const { hops } = await ask.follow({ from: 'frontend-stable', ...classify });
      const { rbac, policies = [] } = hops[0]?.destinations[0]?.servers[0] ?? {};
      const policy = policies.find(({ action, dryRun }) => action === 'ALLOW' && !dryRun)?.source;
      if (rbac?.decision !== 'denied' || !policy) return undefined;
      const name = policy.resource.split('/').at(-1) ?? '';
      const [first, ...others] = unmatchedParts(ask.files, name, frontend);
      const place = first && policy.location ? { ...policy.location, line: first.line } : policy.location;
      const parts = [first, ...others].flatMap((one) => (one ? [partText(one)] : []));
      const which = parts.length > 0 ? ` Its rule names ${parts.join(', and ')}.` : '';
      return `${placeText(place)} The frontend is refused as well: ${policy.resource} has no rule that matches its request.${which}`;
    }),
    hint('allow-adds', async ({ ask }) => {
      const policies = await policiesThatAllow(ask, 'ml-stable');
      const { hops } = await ask.mesh.explain({ from: 'ml-stable', ...classify, next: [] });
      const all = hops[0]?.destinations[0]?.servers[0]?.policies ?? [];
      const others = new Set(all.map(({ source }) => source.resource));
      const [first] = policies;
      if (!first || others.size < 2) return undefined;
      return `${placeText(first.location)} ${first.resource} still allows the request. ALLOW policies add up: another, stricter policy takes nothing away.`;
    }),
    hint('identity-was-fine', async ({ ask }) => {
      const { hops } = await ask.mesh.explain({ from: 'ml-stable', ...classify, next: [] });
      const server = hops[0]?.destinations[0]?.servers[0];
      if (server?.peerAuthentication?.resource !== 'PeerAuthentication backend/default') return undefined;
      return `${placeText(server.peerAuthentication.location)} Mutual TLS was required before, and ml has a certificate of its own. The AuthorizationPolicy decides who may call the backend.`;
    }),
    hint('or', async ({ ask }) => {
      const [first] = await policiesThatAllow(ask, 'ml-stable');
      return first
        ? `${placeText(first.location)} ${first.resource} allows the request by a rule that names no caller. Rules are alternatives: "from" and "to" must both match only within one rule.`
        : undefined;
    }),
    hint('too-wide', async ({ ask }) => {
      for (const { from, ...request } of forbidden) {
        const [first] = await policiesThatAllow(ask, from, request);
        if (!first) continue;
        const { method = 'GET', url: to } = request;
        return `${placeText(first.location)} ${first.resource} allows ${method} ${to} from ${from}. In one rule, name the caller (principals), the method and the path: a rule that leaves one of them out allows any.`;
      }
      return undefined;
    }),
  ],
  wrong: {
    'deny-all': 'allowed-broke',
    'principal-typo': 'rule-misses',
    'other-method': 'rule-misses',
    'strict-mtls': 'identity-was-fine',
    'another-allow': 'allow-adds',
    'any-method': 'too-wide',
    'any-path': 'too-wide',
    'anyone-but-ml': 'too-wide',
  },
});

/** `the method GET, but the request has POST`. */
function partText({ part, values }: UnmatchedPart): string {
  return `the ${part} ${values.join(' or ')}, but the request has ${frontend[part]}`;
}

/** The policies of the backend that allow a caller's request, `POST /classify` without one. */
async function policiesThatAllow(ask: Ask, from: string, request: OwnRequest = classify) {
  const { hops } = await ask.follow({ ...request, from });
  const verdicts = hops[0]?.destinations[0]?.servers[0]?.policies ?? [];
  return verdicts.filter(({ action, matched }) => action === 'ALLOW' && matched).map(({ source }) => source);
}
