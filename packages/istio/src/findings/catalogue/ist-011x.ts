import { listNames } from '../list-names.ts';
import { entry, entryOfMany } from './entry.ts';

/** Ports of Services, and which workloads are reached. */
export const IST_011X = {
  IST0112: entry({
    name: 'VirtualServiceDestinationPortSelectorRequired',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ host, ports }: { host: string; ports: readonly number[] }) =>
      `${host} has several ports (${ports.join(', ')}) and this destination selects none: set port.number`,
    sample: [{ host: 'cart.shop.svc.cluster.local', ports: [80, 9090] }],
    meaning:
      'A route leads to a service with several ports and selects none of them. In the mesh, Istio uses the port of the ' +
      "call; at a gateway it uses the gateway's own port, which the service often does not have.",
    remedy: 'Set `destination.port.number`.',
  }),

  IST0116: entry({
    name: 'DeploymentAssociatedToMultipleServices',
    severity: 'warning',
    effect: 'in-effect',
    message: (args: { services: readonly string[]; port: string; transports: readonly string[] }) => {
      const several = args.services.length > 1;
      return `${several ? 'Services' : 'Service'} ${joinNames(args.services)} ${several ? 'use' : 'uses'} port ${args.port} as both ${args.transports.join(' and ')}`;
    },
    sample: [{ services: ['dns', 'dns-udp'], port: '53', transports: ['TCP', 'UDP'] }],
    meaning: 'The Services of one Deployment use the same port number with TCP and with UDP.',
    remedy: 'Use different port numbers.',
  }),

  IST0118: entryOfMany({
    name: 'PortNameIsNotUnderNamingConvention',
    severity: 'info',
    effect: 'in-effect',
    messages: {
      name: ({ name, port }: { name: string; port: number }) =>
        `the name "${name}" of port ${port} selects no protocol, so the proxy detects it: ${START_WITH}`,
      unnamed: ({ port }: { port: number }) =>
        `port ${port} has no name that selects a protocol, so the proxy detects it: ${START_WITH}`,
      appProtocol: ({ appProtocol, port }: { appProtocol: string; port: number }) =>
        `Istio does not know the appProtocol "${appProtocol}" of port ${port}, so the proxy detects the protocol: use http, grpc, tcp or another protocol of Istio's`,
    },
    sample: ['name', { name: 'web', port: 80 }],
    meaning:
      "The name of a Service's port selects no protocol, so the proxy detects it from the first bytes of each connection. " +
      'What it does not recognize as HTTP is forwarded as TCP, without routes, retries or HTTP rules.',
    remedy: 'Name the port `http`, `http-web`, `grpc-api`, `tcp-db` and so on, or set `appProtocol`.',
  }),

  IST0123: entry({
    name: 'NamespaceMultipleInjectionLabels',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ namespace, labels }: { namespace: string; labels: readonly string[] }) =>
      `namespace ${namespace} has several injection labels, ${labels.join(' and ')}: keep one of them`,
    sample: [{ namespace: 'shop', labels: ['istio-injection=enabled', 'istio.io/rev=canary'] }],
    meaning: 'A namespace has labels for two ways to join the mesh.',
    remedy:
      'Keep one label. In the lab it is `istio-injection`: the lab has one control plane and no revisions.',
  }),

  IST0127: entry({
    name: 'NoMatchingWorkloadsFound',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ labels, namespace }: { labels: string | undefined; namespace: string | undefined }) =>
      `this policy has no effect: no workload${labels === undefined ? '' : ` with the labels ${labels}`} in ${namespace === undefined ? 'the mesh' : `namespace ${namespace}`} has a sidecar or is a gateway`,
    sample: [{ labels: 'app=crat', namespace: 'shop' }],
    meaning: 'An AuthorizationPolicy applies to no workload that has a proxy, so it protects nothing.',
    remedy:
      'Correct the selector or the namespace. A policy applies to pods of its own namespace; one in `istio-system` ' +
      'applies to all namespaces.',
  }),
} as const;

const START_WITH = 'start the name with http, grpc, tcp or another protocol of Istio';

function joinNames(names: readonly string[]): string {
  return names.length === 2 ? names.join(' and ') : listNames(names);
}
