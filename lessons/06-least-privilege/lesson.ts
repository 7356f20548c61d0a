import {
  type Ask,
  answers,
  defineLesson,
  type ExpectedAnswer,
  hint,
  type OwnRequest,
  placeText,
  reaches,
} from '@lab/lessons';

const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
const calls = {
  classify: { url: 'http://backend-service.backend:8080/classify', ...json, body: '{"item":"jar"}' },
  predict: { url: 'http://ml-service.ml:5000/predict', ...json, body: '{"item":"jar"}' },
  backendHealth: { url: 'http://backend-service.backend:8080/healthz' },
  mlHealth: { url: 'http://ml-service.ml:5000/healthz' },
  // Another method on the path, and the method on another path.
  getClassify: { url: 'http://backend-service.backend:8080/classify' },
  postBackend: { url: 'http://backend-service.backend:8080/healthz', ...json, body: '{}' },
  getPredict: { url: 'http://ml-service.ml:5000/predict' },
  postMl: { url: 'http://ml-service.ml:5000/healthz', ...json, body: '{}' },
};
type CallName = keyof typeof calls;
type Caller = 'frontend-stable' | 'backend-stable' | 'ml-stable';

/** The call that each caller may make; every other one of the matrix is denied. */
const allowed: Readonly<Record<Caller, CallName | undefined>> = {
  'frontend-stable': 'classify',
  'backend-stable': 'predict',
  'ml-stable': undefined,
};
const callers = Object.keys(allowed) as Caller[];
const matrix = callers.flatMap((from) =>
  (Object.keys(calls) as CallName[]).map((name) => ({ from, name, isAllowed: allowed[from] === name })),
);
const cells = (isMeant: boolean): ExpectedAnswer[] =>
  matrix
    .filter(({ isAllowed }) => isAllowed === isMeant)
    .map(({ from, name }) => ({ from, ...calls[name], status: isMeant ? 200 : 403 }));

export const lesson = defineLesson({
  minutes: 15,
  checks: [
    answers({
      title: 'The two calls that are needed get 200',
      requests: cells(true),
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
      requests: cells(false),
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
    hint('no-match', async ({ ask }) => {
      for (const [from, name] of [
        ['frontend-stable', 'classify'],
        ['backend-stable', 'predict'],
      ] as const) {
        const { server, identity } = await reached(ask, from, name);
        const [policy] = server?.policies ?? [];
        if (server?.rbac?.decision !== 'denied' || !policy) continue;
        return `${placeText(policy.source.location)} ${from} is denied: no rule of ${policy.source.resource} matches its call. Compare the rule with all three: the method ${calls[name].method}, the path ${new URL(calls[name].url).pathname}, and the identity ${identity}, which is a principal without spiffe://.`;
      }
      return undefined;
    }),
    hint('alternatives', async ({ ask }) => {
      const stranger = await allowedBy(ask, 'ml-stable', 'classify');
      const other = await allowedBy(ask, 'frontend-stable', 'backendHealth');
      if (!stranger || !other || stranger.rule === other.rule) return undefined;
      return `${placeText(stranger.source.location)} Rule ${stranger.rule + 1} allows ml, and rule ${other.rule + 1} allows every path to the frontend: rules are alternatives. "from" and "to" of one rule must both match, so remove the dash in front of "to".`;
    }),
    hint('allowed', async ({ ask }) => {
      for (const { from, name, isAllowed } of matrix) {
        if (isAllowed) continue;
        const policy = await allowedBy(ask, from, name);
        if (!policy) continue;
        const { url, method = 'GET' }: OwnRequest = calls[name];
        return `${placeText(policy.source.location)} ${policy.source.resource} allows ${from} to send ${method} ${url}, by rule ${policy.rule + 1}. Say in the rule who may call (from), with which method and on which path (to).`;
      }
      return undefined;
    }),
  ],
  wrong: {
    'two-rules': 'alternatives',
    'no-rules': 'no-rules',
    'other-service-account': 'no-match',
    'other-path': 'no-match',
    'any-method': 'allowed',
    'any-path': 'allowed',
    'no-certificate': 'no-identity',
  },
});

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
