import { listNames } from '../list-names.ts';
import { entry, entryOfMany } from './entry.ts';

/** Configuration that is valid and does not do what it seems to: traffic policies, routes and TLS. */
export const LAB_030X = {
  LAB0302: entryOfMany({
    name: 'TracingWithoutProvider',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      unknown: ({ provider, hint }: { provider: string; hint: string }) =>
        `tracing provider "${provider}" is not in meshConfig.extensionProviders, so proxies report no spans${hint}`,
      none: () =>
        'no tracing provider is named here, in a wider Telemetry or in meshConfig.defaultProviders, so proxies report no spans: add providers',
    },
    sample: ['unknown', { provider: 'otl', hint: ': did you mean "otel"?' }],
    meaning:
      'A Telemetry asks for traces, and names no provider that meshConfig defines. Istio reports no error, and there are ' +
      'no spans. The lab does not check this if the files contain no meshConfig (ConfigMap `istio`), as in an overlay for ' +
      'a cluster that has its own.',
    remedy:
      "Name a provider from `extensionProviders` in ConfigMap `istio`. The lab's providers are in k8s/platform.",
  }),

  LAB0303: entryOfMany({
    name: 'WeightsNotOutOfHundred',
    severity: 'info',
    effect: 'in-effect',
    messages: {
      single: ({ weight }: { weight: number }) =>
        `a single destination gets all requests, whatever its weight: weight ${weight} does not mean ${weight}%`,
      several: (args: { weights: readonly number[]; total: number; shares: readonly string[] }) =>
        `the weights ${args.weights.join(', ')} add up to ${args.total}, so Istio splits traffic ${args.shares.join(', ')}`,
    },
    sample: ['several', { weights: [9, 1], total: 10, shares: ['90%', '10%'] }],
    meaning:
      'The weights of a route do not add up to 100. Istio treats them as shares of their sum. A single destination gets all requests.',
    remedy: 'Do nothing if the shares are what you want. Weights that add up to 100 are easier to read.',
  }),

  LAB0304: entry({
    name: 'MeshCallsNotRouted',
    severity: 'info',
    effect: 'in-effect',
    message: ({ host, gateways }: { host: string; gateways: readonly string[] }) =>
      `this VirtualService does not route calls between workloads to ${host}, because it is bound to gateway ${gateways.join(', ')} only: to route them, add "mesh" to gateways`,
    sample: [{ host: 'stock.shop.svc.cluster.local', gateways: ['shop/public'] }],
    meaning:
      'A VirtualService for a service of the mesh is bound to gateways only. Calls between workloads do not follow it.',
    remedy: 'Add `mesh` to `gateways`, or remove `gateways`: its default is `mesh`.',
  }),

  LAB0305: entry({
    name: 'NoEjectionPossible',
    severity: 'warning',
    effect: 'in-effect',
    message: (args: { percent: number; isDefault: boolean; endpoints: number; needed: number }) =>
      `${args.percent}%${args.isDefault ? ' (the default)' : ''} of ${args.endpoints} ${args.endpoints === 1 ? 'endpoint' : 'endpoints'} allows no ejection: set maxEjectionPercent to ${args.needed < 100 ? `${args.needed} or more` : '100'}`,
    sample: [{ percent: 10, isDefault: true, endpoints: 2, needed: 50 }],
    meaning:
      'Outlier detection cannot eject any endpoint. Envoy ejects an endpoint only while all ejected endpoints, including ' +
      'this one, are at most `maxEjectionPercent` of the cluster. The default is 10%, so with fewer than ten endpoints ' +
      'Envoy ejects none. Each subset is a cluster of its own: only its endpoints count.',
    remedy:
      'Set `maxEjectionPercent` so that it allows one endpoint: 50 for two endpoints, 34 for three. 100 also allows the ' +
      'last endpoint to be ejected.',
  }),

  LAB0306: entry({
    name: 'SubsetNotVisible',
    severity: 'warning',
    effect: 'in-effect',
    message: (args: { namespaces: readonly string[]; subset: string; host: string; rule: string }) =>
      `requests from ${args.namespaces.length > 1 ? 'namespaces' : 'namespace'} ${listNames(args.namespaces)} get 503: proxies there follow this route, but DestinationRule ${args.rule}, which defines subset "${args.subset}" of ${args.host}, does not apply to them`,
    sample: [
      {
        namespaces: ['shop', 'web'],
        subset: 'stable',
        host: 'pay.bank.svc.cluster.local',
        rule: 'bank/pay-private',
      },
    ],
    meaning:
      'A route leads to a subset that exists, but some of the proxies do not use its DestinationRule. A proxy looks for the ' +
      "rule in its own namespace, then in the service's, then in `istio-system`, and `exportTo` can hide the rule. " +
      'Requests through these proxies get 503 with the flag NC.',
    remedy:
      "Put the DestinationRule into the service's namespace and export it, or limit the VirtualService to the same " +
      'namespaces with `exportTo`.',
  }),

  LAB0307: entry({
    name: 'PlaintextToStrictWorkload',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ mode, host, workload }: { mode: string; host: string; workload: string }) =>
      `requests to ${host} get 503: this rule sets tls.mode ${mode}, and workload ${workload} accepts only mutual TLS (PeerAuthentication STRICT). Remove tls, and Istio uses mutual TLS`,
    sample: [{ mode: 'DISABLE', host: 'cart.shop.svc.cluster.local', workload: 'shop/cart' }],
    meaning:
      'A DestinationRule turns off mutual TLS for clients (`DISABLE`, or `SIMPLE` to a sidecar), and a workload accepts ' +
      'nothing else.',
    remedy: 'Remove `tls` from the rule. Each proxy then uses mutual TLS where the other side supports it.',
  }),
} as const;
