import { listNames } from '../list-names.ts';
import { entry } from './entry.ts';

/** Gateways' ports, and what a DestinationRule is for. */
export const IST_016X = {
  IST0162: entry({
    name: 'GatewayPortNotDefinedOnService',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ labels, port, ports }: { labels: string; port: number; ports: readonly number[] }) =>
      `port ${port} cannot be reached: no Service of the gateway's pods (${labels}) exposes it (exposed ports: ${listNames(ports) || 'none'})`,
    sample: [{ labels: 'istio=ingress', port: 8090, ports: [80, 8080, 443, 8443] }],
    meaning:
      "A server of a Gateway uses a port that no Service of the gateway's pods has. Clients cannot reach it.",
    remedy: "Use a port of the gateway's Service, or add the port to the Service.",
  }),

  IST0173: entry({
    name: 'DestinationRuleSubsetNotSelectPods',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ host, subset, labels }: { host: string; subset: string; labels: string }) =>
      `no pod of ${host} has the labels of subset "${subset}" (${labels}), so requests to the subset get 503`,
    sample: [{ host: 'cart', subset: 'canary', labels: 'version=canary' }],
    meaning:
      'No pod of the service has the labels of the subset. Requests to the subset get 503 with the flag UH.',
    remedy: 'Correct the labels, or start the workload. A Deployment with `replicas: 0` has the same effect.',
  }),

  IST0174: entry({
    name: 'UnknownDestinationRuleHost',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ host, hint }: { host: string; hint: string }) =>
      `host ${host} matches no Service or ServiceEntry, so this rule has no effect${hint}`,
    sample: [
      {
        host: '"pay" (pay.shop.svc.cluster.local)',
        hint: ': write "pay.bank.svc.cluster.local", because a short name is one of the rule\'s own namespace',
      },
    ],
    meaning:
      'The host of a DestinationRule is neither a Service nor a host of a ServiceEntry. The rule has no effect.',
    remedy: "Correct the host. In a namespace other than the service's, write the full name.",
  }),
} as const;
