import { listNames } from '../list-names.ts';
import { entry } from './entry.ts';

/** ServiceEntries, annotations, ports, and routes at gateways. */
export const IST_013X = {
  IST0134: entry({
    name: 'ServiceEntryAddressesRequired',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ port }: { port: number }) =>
      `this ServiceEntry takes every connection to port ${port}, because the port is TCP and the entry has no addresses`,
    sample: [{ port: 5432 }],
    meaning:
      'A ServiceEntry has a TCP port and no `addresses`. TCP carries no host name, so Istio assigns every connection to ' +
      'that port to this entry.',
    remedy:
      'Set `addresses`, or have Istio assign one (`ISTIO_META_DNS_CAPTURE` and `ISTIO_META_DNS_AUTO_ALLOCATE` in the ' +
      '`proxyMetadata` of meshConfig).',
  }),

  IST0135: entry({
    name: 'DeprecatedAnnotation',
    severity: 'info',
    effect: 'in-effect',
    message: ({ annotation, successor }: { annotation: string; successor: 'label' | undefined }) =>
      `annotation "${annotation}" is deprecated${successor ? ': use the label of the same name' : ''}`,
    sample: [{ annotation: 'sidecar.istio.io/inject', successor: 'label' }],
    meaning: 'The annotation still works, but Istio plans to remove it.',
    remedy: 'Use what replaces it.',
  }),

  IST0137: entry({
    name: 'DeploymentConflictingPorts',
    severity: 'warning',
    effect: 'in-effect',
    message: (args: { services: readonly string[]; target: string; ports: readonly string[] }) =>
      `${args.services.length > 1 ? 'Services' : 'Service'} ${listNames(args.services)} lead${args.services.length > 1 ? '' : 's'} to target port ${args.target} from ports ${args.ports.join(' and ')}: use one port for each target port`,
    sample: [{ services: ['two', 'two-more'], target: '8080', ports: ['80', '8080'] }],
    meaning:
      'Services of a Deployment use different ports for the same target port. The sidecar has one listener for the target ' +
      'port, and gives it only one of these ports.',
    remedy: 'Give the Services the same port, or the workload a second port.',
  }),

  IST0140: entry({
    name: 'IngressRouteRulesNotAffected',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ host, other }: { host: string; other: string }) =>
      `requests from the gateway reach all subsets of ${host}: VirtualService ${other} splits it for calls in the mesh only`,
    sample: [{ host: 'cart.shop.svc.cluster.local', other: 'shop/in-mesh' }],
    meaning:
      'A route at a gateway leads to a whole service, and another VirtualService splits that service by subset for calls ' +
      'in the mesh. Requests from outside the mesh do not follow that split.',
    remedy:
      'Route to the subsets at the gateway too, or bind the VirtualService with the split to `mesh` and the Gateway.',
  }),
} as const;
