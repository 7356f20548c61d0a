import {
  type Ask,
  answers,
  defineLesson,
  hint,
  hopsTo,
  placeText,
  reaches,
  staysUp,
  TIERS,
} from '@lab/lessons';

/** A request to each service, as somebody outside of the mesh sends it. */
const plaintext = [
  'http://frontend-service.frontend/healthz',
  'http://backend-service.backend:8080/healthz',
  'http://ml-service.ml:5000/healthz',
].map((url) => ({ from: 'outside', url }));

export const lesson = defineLesson({
  minutes: 10,
  checks: [
    answers({
      title: 'Every service refuses plaintext',
      requests: plaintext.map((request) => ({ ...request, times: 6, status: 'refused' })),
    }),
    reaches({
      title: 'Each of 20 requests through the gateway is answered',
      request: {},
      times: 20,
      versions: {},
      isGuard: true,
      drains: true,
    }),
    staysUp({
      title: 'No request fails while the PeerAuthentication is applied',
      request: {},
      startFiles: ['peer-authentication.yaml'],
      isGuard: true,
    }),
  ],
  hints: [
    hint('callers-send-plaintext', async ({ ask }) => {
      for (const tier of TIERS) {
        const [hop] = await hopsTo(ask, tier, {});
        const [destination] = hop?.destinations ?? [];
        if (destination?.tls.onWire !== 'plaintext' || destination.servers[0]?.accepts !== 'mutual-tls')
          continue;
        return `${placeText(destination.rule?.location)} ${destination.rule?.resource ?? 'A DestinationRule'} makes callers send plaintext to ${tier}, which now accepts only mutual TLS. The caller logs 503 UC, and ${tier} logs NR: the connection is closed before a request is read. Remove tls from the rule.`.trim();
      }
      return undefined;
    }),
    hint('root-pods-only', async ({ ask }) => {
      const open = await openWorkloads(ask);
      const { pods } = await ask.mesh.status();
      const tiers = pods.filter(({ proxy }) => proxy === 'sidecar');
      const isForNobody = open.every(({ mode }) => mode === undefined);
      if (
        open.length === 0 ||
        !isForNobody ||
        open.length < new Set(tiers.map(({ workload }) => workload)).size
      )
        return undefined;
      return `Every pod still accepts plaintext, and no PeerAuthentication applies to any of them: PERMISSIVE is the default. One with a selector applies only to pods of its own namespace, even in the root namespace istio-system. For the whole mesh, leave the selector out.`;
    }),
    hint('open-pods', async ({ ask }) => {
      const open = await openWorkloads(ask);
      if (open.length === 0) return undefined;
      const list = open.map(({ workload }) => workload).join(', ');
      const [place] = open.flatMap(({ location }) => (location ? [placeText(location)] : []));
      return `${place ?? ''} Pods of these workloads still accept plaintext: ${list}. A PeerAuthentication is for the pods of its namespace; in istio-system, Istio's root namespace, it is for the whole mesh.`.trim();
    }),
  ],
  wrong: {
    'rule-kept': 'callers-send-plaintext',
    'one-namespace': 'open-pods',
    'selector-in-root': 'root-pods-only',
  },
});

/** Workloads that accept plaintext, and the PeerAuthentication that says so, where one does. */
async function openWorkloads(ask: Ask) {
  const journeys = await Promise.all(plaintext.map((request) => ask.follow(request)));
  return journeys
    .flatMap(({ hops }) => hops[0]?.destinations ?? [])
    .flatMap(({ servers }) => servers)
    .filter(({ accepts }) => accepts !== 'mutual-tls')
    .map(({ workload, peerAuthentication }) => ({
      workload,
      mode: peerAuthentication?.mode,
      location: peerAuthentication?.location,
    }));
}
