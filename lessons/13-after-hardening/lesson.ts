import {
  answers,
  defineLesson,
  fieldPlace,
  findingHint,
  hint,
  hopsTo,
  placeText,
  reaches,
  ruleSetting,
} from '@lab/lessons';

const canary = { headers: { 'x-canary': 'true' } };

export const lesson = defineLesson({
  minutes: 10,
  incident: {
    hop: {
      'gateway → frontend': 'The page itself is served: the frontend answers with an error of its own.',
      'frontend → backend': true,
      'backend → ml': 'No request arrives at the backend, so it calls nothing.',
    },
    cause: {
      'The caller sends plaintext, and the server accepts only mutual TLS': true,
      'A policy denies the identity of the frontend':
        'That would be 403 with rbac_access_denied, and the callee would log the request.',
      'No pod of the backend is ready':
        'Then the log of the caller would say UH, and there would be no connection.',
      'The certificate of the backend has expired':
        'Then the log of the caller would name a TLS error as the reason of the transport failure.',
    },
    evidence: {
      'The caller logs UC, the callee NR filter_chain_not_found': true,
      'The caller logs UF with connection refused':
        'Look at the access log of the frontend: the connection is made, and then closed.',
      'The callee logs 503': 'The callee has seen no HTTP request that it could answer.',
    },
  },
  checks: [
    reaches({
      title: 'Each of 20 requests is answered',
      request: {},
      times: 20,
      versions: {},
    }),
    reaches({
      title: 'Each of 10 requests with x-canary: true is answered by the canary of the backend',
      request: canary,
      times: 10,
      versions: { backend: 'canary' },
    }),
    answers({
      title: 'The backend refuses plaintext',
      requests: [{ from: 'outside', url: 'http://backend-service.backend:8080/healthz', status: 'refused' }],
      isGuard: true,
    }),
  ],
  hints: [
    hint('still-required', async ({ ask }) => {
      const hops = await hopsTo(ask, 'backend', {});
      const servers = hops.flatMap((hop) => hop.destinations).flatMap((destination) => destination.servers);
      const open = servers.find(({ peerAuthentication }) => peerAuthentication?.mode !== 'STRICT');
      if (!open) return undefined;
      const place = placeText(open.peerAuthentication?.location);
      return `${place} The backend now accepts plaintext from anyone, and a caller without a certificate has no identity that a policy could allow. The hardening is intended: fix what the caller sends, not what the callee accepts.`.trim();
    }),
    findingHint(
      'subsets-gone',
      'IST0101',
      'The routes of the backend name subsets. Keep them, and remove only what makes the caller send plaintext.',
    ),
    hint('no-certificate', async ({ ask }) => {
      for (const request of [{}, canary]) {
        const hops = await hopsTo(ask, 'backend', request);
        const simple = hops.flatMap((hop) => hop.destinations).find(({ tls }) => tls.onWire === 'tls');
        if (!simple) continue;
        const rule = await ruleSetting(ask, 'backend', 'tls', request);
        const place = fieldPlace(ask, rule?.location, 'mode');
        return `${place} The DestinationRule makes the caller use TLS with mode ${simple.tls.mode}. The caller then does not present the certificate of its workload, and the backend accepts mutual TLS only. Without the tls block, sidecars use mutual TLS automatically.`;
      }
      return undefined;
    }),
    hint('one-subset', async ({ ask }) => {
      const hops = [...(await hopsTo(ask, 'backend', {})), ...(await hopsTo(ask, 'backend', canary))];
      const destinations = hops.flatMap((hop) => hop.destinations);
      const plain = destinations.find(({ tls }) => tls.onWire === 'plaintext');
      const secure = destinations.some(({ tls }) => tls.onWire === 'mutual');
      if (!plain || !secure) return undefined;
      return `${placeText(plain.rule?.location)} A subset has settings of its own: requests to the subset ${plain.subset} are still sent in plaintext.`;
    }),
    hint('plaintext', async ({ ask }) => {
      const hops = await hopsTo(ask, 'backend', {});
      const plain = hops.flatMap((hop) => hop.destinations).find(({ tls }) => tls.onWire === 'plaintext');
      if (!plain) return undefined;
      return `${placeText(plain.rule?.location)} The DestinationRule makes the caller send plaintext. The backend accepts mutual TLS only.`;
    }),
  ],
  wrong: {
    permissive: 'still-required',
    'rule-emptied': 'subsets-gone',
    'one-subset': 'one-subset',
    'simple-tls': 'no-certificate',
  },
});
