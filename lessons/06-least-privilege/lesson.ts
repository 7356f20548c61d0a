import { type Ask, answers, defineLesson, type ExpectedAnswer, hint, placeText, reaches } from '@lab/lessons';

const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
const calls = {
  classify: { url: 'http://backend-service.backend:8080/classify', ...json, body: '{"item":"jar"}' },
  predict: { url: 'http://ml-service.ml:5000/predict', ...json, body: '{"item":"jar"}' },
  backendHealth: { url: 'http://backend-service.backend:8080/healthz' },
  mlHealth: { url: 'http://ml-service.ml:5000/healthz' },
};
type CallName = keyof typeof calls;
type Caller = 'frontend-stable' | 'backend-stable' | 'ml-stable';

/** What each caller is answered: the whole matrix. */
const matrix: Readonly<Record<Caller, Readonly<Record<CallName, number>>>> = {
  'frontend-stable': { classify: 200, predict: 403, backendHealth: 403, mlHealth: 403 },
  'backend-stable': { classify: 403, predict: 200, backendHealth: 403, mlHealth: 403 },
  'ml-stable': { classify: 403, predict: 403, backendHealth: 403, mlHealth: 403 },
};
const cells: readonly ExpectedAnswer[] = Object.entries(matrix).flatMap(([from, statuses]) =>
  Object.entries(statuses).map(([name, status]) => ({ from, status, ...calls[name as CallName] })),
);

export const lesson = defineLesson({
  minutes: 15,
  checks: [
    answers({
      title: 'The two calls that are needed get 200',
      requests: cells.filter(({ status }) => status === 200),
      isGuard: true,
    }),
    reaches({
      title: 'Each of 10 requests to the application is answered',
      request: {},
      times: 10,
      versions: {},
      isGuard: true,
      drains: true,
    }),
    answers({
      title: 'Every other call gets 403',
      requests: cells.filter(({ status }) => status === 403),
    }),
  ],
  hints: [
    hint('no-identity', async ({ ask }) => {
      const { server, onWire } = await reached(ask, 'frontend-stable', 'classify');
      if (onWire !== 'plaintext') return undefined;
      return `${placeText(server?.peerAuthentication?.location)} The call from the frontend arrives as plaintext. Without mutual TLS the caller has no certificate and no principal, so a rule with principals cannot match.`.trim();
    }),
    hint('no-rules', async ({ ask }) => {
      const { server } = await reached(ask, 'frontend-stable', 'classify');
      const empty = server?.policies.find(({ hasNoRules }) => hasNoRules);
      if (!empty) return undefined;
      const { resource, location } = empty.source;
      return `${placeText(location)} ${resource} has no rules, so that it matches no request, and an ALLOW policy that matches nothing allows nothing. Name who may call.`;
    }),
    hint('other-identity', async ({ ask }) => {
      for (const [from, name] of [
        ['frontend-stable', 'classify'],
        ['backend-stable', 'predict'],
      ] as const) {
        const { server, identity } = await reached(ask, from, name);
        const [policy] = server?.policies ?? [];
        if (server?.rbac?.decision !== 'denied' || !policy) continue;
        return `${placeText(policy.source.location)} ${from} is denied: no rule of ${policy.source.resource} matches it. Its certificate has the identity ${identity}; as a principal, write it without spiffe://.`;
      }
      return undefined;
    }),
    hint('alternatives', async ({ ask }) => {
      const allowed = await allowedBy(ask, 'ml-stable', 'classify');
      const other = await allowedBy(ask, 'frontend-stable', 'backendHealth');
      if (!allowed || !other || allowed.rule === other.rule) return undefined;
      return `${placeText(allowed.source.location)} Rule ${allowed.rule + 1} allows ml, and rule ${other.rule + 1} allows every path to the frontend: rules are alternatives. "from" and "to" of one rule must both match, so remove the dash in front of "to".`;
    }),
    hint('allowed', async ({ ask }) => {
      for (const { from, name } of forbidden()) {
        const policy = await allowedBy(ask, from, name);
        if (!policy) continue;
        const { url } = calls[name];
        return `${placeText(policy.source.location)} ${policy.source.resource} allows ${from} to call ${url}, by rule ${policy.rule + 1}. Say in the rule who may call (from) and what (to).`;
      }
      return undefined;
    }),
  ],
  wrong: {
    'two-rules': 'alternatives',
    'no-rules': 'no-rules',
    'other-service-account': 'other-identity',
    'no-certificate': 'no-identity',
  },
});

function forbidden(): { readonly from: Caller; readonly name: CallName }[] {
  const froms = Object.keys(matrix) as Caller[];
  const names = Object.keys(calls) as CallName[];
  return froms
    .flatMap((from) => names.map((name) => ({ from, name })))
    .filter(({ from, name }) => matrix[from][name] === 403);
}

/** What the proxy of the callee makes of a call. */
async function reached(ask: Ask, from: Caller, name: CallName) {
  const { hops } = await ask.follow({ from, ...calls[name] });
  const destination = hops[0]?.destinations[0];
  const { onWire, identity } = destination?.tls ?? {};
  return { server: destination?.servers[0], onWire, identity };
}

/** The policy that allows a call, and its rule, counted from 0. */
async function allowedBy(ask: Ask, from: Caller, name: CallName) {
  const { server } = await reached(ask, from, name);
  return server?.policies.find(({ action, matched }) => action === 'ALLOW' && matched);
}
