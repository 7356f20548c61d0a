import { listNames } from '../list-names.ts';
import { entry, entryOfMany } from './entry.ts';

/** Configuration that is valid and does not do what it seems to: matches, Services and accounts. */
export const LAB_031X = {
  LAB0308: entryOfMany({
    name: 'MutualTlsNotAccepted',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      noSidecar: ({ host, workload }: { host: string; workload: string }) =>
        `requests to ${host} get 503: this rule sets tls.mode ISTIO_MUTUAL, and workload ${workload} has no sidecar. Remove tls, and Istio uses mutual TLS where both sides support it`,
      disabled: ({ host, workload }: { host: string; workload: string }) =>
        `requests to ${host} get 503: this rule sets tls.mode ISTIO_MUTUAL, and workload ${workload} accepts no mutual TLS (PeerAuthentication DISABLE). Remove tls, and Istio uses mutual TLS where both sides support it`,
    },
    sample: ['noSidecar', { host: 'old.legacy.svc.cluster.local', workload: 'legacy/old' }],
    meaning:
      'A DestinationRule requires mutual TLS (`ISTIO_MUTUAL`), and a workload behind it has no sidecar, or a ' +
      'PeerAuthentication turns mutual TLS off for it.',
    remedy: 'Remove `tls` from the rule, or give the workload a sidecar.',
  }),

  LAB0309: entry({
    name: 'HttpRouteOnTcpPort',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ host, ports }: { host: string; ports: readonly string[] }) =>
      `the http routes for ${host} have no effect, because none of its ports carries HTTP (${listNames(ports)}): name the port http, or write tcp routes`,
    sample: [{ host: 'db.shop.svc.cluster.local', ports: ['5432 is tcp'] }],
    meaning:
      'A VirtualService has HTTP routes for a service that has no HTTP port. Istio applies neither the routes nor their ' +
      'timeouts, retries and headers.',
    remedy: "Name the Service's port `http…` if it carries HTTP. Otherwise write `tcp` routes.",
  }),

  LAB0310: entry({
    name: 'ShadowedMatch',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ earlier }: { earlier: string }) =>
      `no request reaches this match: the earlier route ${earlier} takes all of its requests. Put the narrower route first`,
    sample: [{ earlier: '"api"' }],
    meaning:
      'An earlier, wider match takes all requests of a later one: for example, a match on a header after a route with the same prefix, or a ' +
      'path after its prefix.',
    remedy: 'The first route that matches wins. Put the route with more conditions first.',
  }),

  LAB0311: entry({
    name: 'ServiceWithoutPods',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ namespace, labels, hint }: { namespace: string; labels: string; hint: string }) =>
      `no workload in namespace ${namespace} has the labels ${labels}, so requests to this Service get 503${hint}`,
    sample: [{ namespace: 'shop', labels: 'app=crat', hint: ': did you mean "app=cart"?' }],
    meaning:
      "A Service's selector matches no workload of its namespace, including workloads that are scaled to zero. The lab does " +
      'not check a namespace that has no workloads in the files.',
    remedy: "Correct the selector, or the labels in the workload's `spec.template.metadata.labels`.",
  }),

  LAB0312: entry({
    name: 'ServiceAccountNotFound',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ account, namespace, hint }: { account: string; namespace: string; hint: string }) =>
      `ServiceAccount "${account}" does not exist in namespace ${namespace}, so a cluster creates none of these pods${hint}`,
    sample: [{ account: 'crat', namespace: 'shop', hint: ': did you mean "cart"?' }],
    meaning:
      'A workload runs as a ServiceAccount that does not exist. A cluster creates none of its pods, and reports this only ' +
      'in the events of the ReplicaSet. The lab does not check this if the files contain no ServiceAccount.',
    remedy: "Correct `serviceAccountName`, or add the ServiceAccount to the workload's namespace.",
  }),

  LAB0313: entryOfMany({
    name: 'PrincipalNotFound',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      scheme: ({ principal }: { principal: string }) =>
        `this principal matches nobody, because Istio compares principals without "spiffe://": write "${principal}"`,
      account: ({ account, namespace, hint }: { account: string; namespace: string; hint: string }) =>
        `this principal matches nobody, because ServiceAccount "${account}" does not exist in namespace ${namespace}${hint}`,
    },
    sample: ['scheme', { principal: 'cluster.local/ns/shop/sa/cart' }],
    meaning:
      'An AuthorizationPolicy names a principal that no workload has: its ServiceAccount does not exist, or it starts with ' +
      '`spiffe://`, which Istio leaves out before it compares. An ALLOW rule then allows nobody, and a DENY rule denies ' +
      'nobody. The lab does not check a namespace that has neither ServiceAccounts nor pods in the files, nor another ' +
      'trust domain.',
    remedy: "Write `TRUST_DOMAIN/ns/NAMESPACE/sa/NAME` with the name of the caller's ServiceAccount.",
  }),

  LAB0314: entryOfMany({
    name: 'TargetPortNotFound',
    severity: 'error',
    effect: 'in-effect',
    severities: { number: 'info' },
    messages: {
      name: (args: { target: string; names: readonly string[]; port: number; hint: string }) =>
        `no container behind this Service has a port named "${args.target}" (named ports: ${listNames(args.names) || 'none'}), so requests to port ${args.port} get 503${args.hint}`,
      number: ({ target, declared }: { target: number; declared: readonly number[] }) =>
        `no container behind this Service declares port ${target} (declared ports: ${listNames(declared)}): requests succeed only if the application listens there`,
    },
    callers: { name: ({ port }) => `calls to port ${port} of this Service fail with 503 UH` },
    sample: ['name', { target: 'htpp', names: ['http'], port: 81, hint: ': did you mean "http"?' }],
    meaning:
      "A Service's `targetPort` is a name that no container of its pods gives to a port, so it leads nowhere. A number " +
      'works even if no container declares it, as long as the application listens there; the finding is an info where the ' +
      'containers declare other ports.',
    remedy: "Correct `targetPort`, or name the container's port.",
  }),

  LAB0315: entry({
    name: 'NoTimeToRetry',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ timeout, perTryTimeout }: { timeout: string; perTryTimeout: string }) =>
      `no request is retried after a slow try, because the whole request may take ${timeout} and one try may take ${perTryTimeout}: set perTryTimeout to less than timeout`,
    sample: [{ timeout: '2s', perTryTimeout: '2s' }],
    meaning:
      'A route allows one try at least as long as the whole request, with all of its retries. A try that is too slow ' +
      'ends the request with 504 and the flag UT, and no retry follows. Tries that fail early are still retried.',
    remedy: 'Set `retries.perTryTimeout` so that the tries together fit into `timeout`, or raise `timeout`.',
  }),
} as const;
