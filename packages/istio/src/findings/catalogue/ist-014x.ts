import { listNames } from '../list-names.ts';
import { entry } from './entry.ts';
import { coversTheSame, selectsTheSame } from './ist-010x.ts';

/** Gateways, tokens and Telemetry. */
export const IST_014X = {
  IST0145: entry({
    name: 'ConflictingGateways',
    severity: 'error',
    effect: 'in-effect',
    message: (args: {
      gateways: readonly string[];
      hosts: readonly string[];
      port: number;
      labels: string;
    }) =>
      `Gateway ${listNames(args.gateways)} also serves ${listNames(args.hosts)} on port ${args.port} of the same pods (${args.labels})`,
    callers: ({ hosts, port }) =>
      `callers of ${listNames(hosts)} on port ${port} get the TLS settings of one of these Gateways`,
    sample: [{ gateways: ['bank/b'], hosts: ['shared.test'], port: 80, labels: 'istio=ingress' }],
    meaning:
      'Two Gateways serve the same host on the same port of the same pods. It is undefined whose TLS settings apply.',
    remedy:
      'Keep the host in one Gateway. VirtualServices of other namespaces can bind to it as `NAMESPACE/NAME`.',
  }),

  IST0149: entry({
    name: 'JwtClaimBasedRoutingWithoutRequestAuthN',
    severity: 'error',
    effect: 'in-effect',
    message: ({ claim, gateway }: { claim: string; gateway: string }) =>
      `${claim} never matches: no RequestAuthentication validates tokens on the pods of gateway ${gateway}`,
    callers: () => 'requests follow the routes after this one',
    sample: [{ claim: '@request.auth.claims[group]', gateway: 'shop/private' }],
    meaning:
      'A VirtualService at a gateway matches a claim of the token, and no RequestAuthentication validates tokens there. ' +
      'The match never succeeds.',
    remedy:
      "Add a RequestAuthentication that selects the gateway's labels, in the namespace of the gateway's pods.",
  }),

  IST0157: entry({
    name: 'InvalidTelemetryProvider',
    severity: 'warning',
    effect: 'in-effect',
    message: () =>
      'accessLogging is ignored: it names no provider and meshConfig has no default provider. Add providers, such as envoy',
    sample: [],
    meaning:
      'A Telemetry asks for access logs and names no provider, and meshConfig has no default provider. Istio ignores it.',
    remedy: 'Add `providers: [{name: envoy}]`, or `defaultProviders.accessLogging` in meshConfig.',
  }),

  IST0159: entry({
    name: 'ConflictingTelemetryWorkloadSelectors',
    severity: 'error',
    effect: 'in-effect',
    message: selectsTheSame('Telemetry'),
    callers: ({ workload }) => `requests to ${workload} are reported as one of these Telemetries says`,
    sample: [{ rivals: ['by-version'], workload: 'cart' }],
    meaning: 'Two Telemetries of a namespace select the same pods.',
    remedy: 'Merge them, or use selectors that exclude each other.',
  }),

  IST0160: entry({
    name: 'MultipleTelemetriesWithoutWorkloadSelectors',
    severity: 'error',
    effect: 'in-effect',
    message: coversTheSame('Telemetry'),
    callers: ({ namespace }) =>
      `requests in namespace ${namespace} are reported as the oldest Telemetry says`,
    sample: [{ rivals: ['wide-b'], namespace: 'bank' }],
    meaning:
      'A namespace has two Telemetries without a selector. Each of them is for all pods of the namespace.',
    remedy: 'Put tracing, logs and metrics for the namespace into one Telemetry.',
  }),
} as const;
