import { readFileSync } from 'node:fs';
import { type Ask, answers, defineLesson, findingHint, hint, type OwnRequest, placeText } from '@lab/lessons';

/** The demonstration token of component jwt: public, and valid until 2035. */
const token = readFileSync(new URL('../../k8s/components/jwt/demo.jwt', import.meta.url), 'utf8').trim();

const host = 'http://frontend.localhost';
const page: OwnRequest = { url: `${host}/` };
const json = { 'content-type': 'application/json' };
const api: OwnRequest = {
  url: `${host}/api/classify`,
  method: 'POST',
  headers: json,
  body: '{"item":"jar"}',
};
const withToken = (value: string): OwnRequest => ({
  ...api,
  headers: { ...json, authorization: `Bearer ${value}` },
});

export const lesson = defineLesson({
  minutes: 10,
  checks: [
    answers({
      title: 'A request to the API without a token gets 403',
      requests: [{ ...api, times: 3, status: 403 }],
    }),
    answers({
      title: 'A bad token gets 401',
      requests: [{ ...withToken(`${token}x`), status: 401 }],
      isGuard: true,
    }),
    answers({
      title: 'A good token gets 200',
      requests: [{ ...withToken(token), times: 3, status: 200 }],
      isGuard: true,
    }),
    answers({
      title: 'The page needs no token: 200',
      requests: [{ ...page, times: 3, status: 200 }],
      isGuard: true,
    }),
  ],
  hints: [
    findingHint(
      'selects-nothing',
      'IST0127',
      'The selector compares labels of pods, not names of Services: the pods of the frontend have app: frontend.',
    ),
    hint('page-denied', async ({ ask }) => {
      const by = (await reached(ask, page))?.rbac?.by;
      if (by?.action !== 'DENY') return undefined;
      return `${placeText(by.source.location)} ${by.source.resource} also denies the page at /: the rule names no paths, so it covers all of them. Add to.operation.paths.`;
    }),
    hint('allow-adds', async ({ ask }) => {
      const policies = (await reached(ask, api))?.policies ?? [];
      const tokens = policies.find(({ action, matched }) => action === 'ALLOW' && !matched);
      const other = policies.find(({ action, matched }) => action === 'ALLOW' && matched);
      if (!tokens || !other) return undefined;
      return `${placeText(tokens.source.location)} ${tokens.source.resource} does not match a request without a token. But ${other.source.resource} allows it, and one ALLOW policy that matches is enough: deny what has no token instead.`;
    }),
    hint('nobody-denied', async ({ ask }) => {
      const policies = (await reached(ask, api))?.policies ?? [];
      const deny = policies.find(({ action, matched }) => action === 'DENY' && !matched);
      if (!deny) return undefined;
      return `${placeText(deny.source.location)} ${deny.source.resource} does not match a request without a token. The gateway sends it, and has an identity: principals and notPrincipals match that identity. requestPrincipals match the one in a token.`;
    }),
    hint('no-token-passes', async ({ ask }) => {
      const server = await reached(ask, api);
      if (server?.rbac?.decision === 'denied' || server?.jwt === undefined) return undefined;
      return 'Requests without a token get through: the RequestAuthentication refuses bad tokens, and lets requests without one through. Deny those with an AuthorizationPolicy. Is it listed in workbench/kustomization.yaml?';
    }),
  ],
  wrong: {
    'other-label': 'selects-nothing',
    'all-paths': 'page-denied',
    'another-allow': 'allow-adds',
    'caller-identity': 'nobody-denied',
  },
});

/** What the sidecar of the frontend makes of a request. */
async function reached(ask: Ask, request: OwnRequest) {
  const { hops } = await ask.follow(request);
  return hops[0]?.destinations[0]?.servers[0];
}
