import { listNames } from '../list-names.ts';
import { entryOfMany } from './entry.ts';

type Listener = { readonly listener: string };

/** Why a listener does not accept a route. */
export const REFUSALS = {
  port: ({ port }: { port: number }) => `it has no listener on port ${port}`,
  section: ({ section }: { section: string }) => `it has no listener "${section}"`,
  hostname: (args: Listener & { readonly hostname: string; readonly wanted: readonly string[] }) =>
    `listener "${args.listener}" serves ${args.hostname} and none of the route's hostnames (${args.wanted.join(', ')})`,
  namespace: ({ listener, namespace }: Listener & { readonly namespace: string }) =>
    `listener "${listener}" accepts no routes from namespace ${namespace} (allowedRoutes.namespaces)`,
  protocol: ({ listener, protocol }: Listener & { readonly protocol: string }) =>
    `listener "${listener}" has protocol ${protocol}`,
  kinds: ({ listener }: Listener) => `listener "${listener}" accepts no HTTPRoutes (allowedRoutes.kinds)`,
};

const DROPS = 'Istio drops all rules of this HTTPRoute';

/** The Gateway API: what a cluster reports in the status of a resource. */
export const LAB_032X = {
  LAB0321: entryOfMany({
    name: 'RouteNotAccepted',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      refused: ({ gateway, refusals }: { gateway: string; refusals: readonly string[] }) =>
        `Gateway ${gateway} does not accept this route: ${refusals.join('; ')}`,
      parentKind: ({ parent }: { parent: string }) => `Istio supports no parent of kind "${parent}"`,
      parentServiceGroup: ({ parent }: { parent: string }) =>
        `Istio supports no parent of kind "${parent}": for a Service, set group: ""`,
      backendNotGranted: ({ backend, namespace }: { backend: string; namespace: string }) =>
        `requests to this backend get 500: ${backend} is in another namespace, and no ReferenceGrant there allows HTTPRoutes of namespace ${namespace} to refer to it`,
      backendKind: ({ kind }: { kind: string }) =>
        `requests to this backend get 500: Istio supports no backend of kind "${kind}"`,
      backendIsHost: ({ name }: { name: string }) =>
        `"${name}" is a host name, and a backend needs the name of a Service: ${DROPS}`,
      hostnameNamespace: () => `a backend of kind Hostname must have no namespace: ${DROPS}`,
      backendPort: () => `a backend needs a port: ${DROPS}`,
      filterType: ({ type }: { type: string }) => `filter type "${type}" is not supported here: ${DROPS}`,
      headerValue: ({ header }: { header: string }) =>
        `the value of header "${header}" has characters that HTTP does not allow: ${DROPS}`,
      certificates: () => 'the lab supports one certificate per listener',
      secretNotGranted: ({ secret, namespace }: { secret: string; namespace: string }) =>
        `Istio omits this listener: Secret ${secret} is in another namespace, and no ReferenceGrant there allows Gateways of namespace ${namespace} to refer to it`,
      protocol: ({ protocol }: { protocol: string }) =>
        `Istio omits this listener: it supports HTTP and HTTPS by default, and not protocol "${protocol}"`,
    },
    sample: [
      'refused',
      {
        gateway: 'edge/web',
        refusals: [
          REFUSALS.hostname({ listener: 'http', hostname: '*.example.com', wanted: ['other.example.org'] }),
        ],
      },
    ],
    meaning:
      'Istio does not apply part of an HTTPRoute, or a listener of a Gateway. A cluster reports this only in the status of the resource ' +
      '(conditions Accepted and ResolvedRefs of the Gateway API).',
    remedy: "Change the field that the message names, or the Gateway's listener that does not accept it.",
  }),

  LAB0322: entryOfMany({
    name: 'GatewayWithoutPods',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      className: ({ className, hint }: { className: string; hint: string }) =>
        `there is no GatewayClass "${className}", so no controller will program this Gateway${hint}`,
      deployedByIstio: ({ service }: { service: string }) =>
        `this Gateway has no pods: in a cluster, Istio deploys a gateway for it (Service ${service}). In spec.addresses, name the Service of a gateway that exists, with type Hostname`,
      addressType: () => 'this Gateway has no pods: Istio supports only addresses of type Hostname',
      service: ({ service, hint }: { service: string; hint: string }) =>
        `this Gateway has no pods: Service ${service} does not exist${hint}`,
      otherNamespace: ({ service, namespace }: { service: string; namespace: string }) =>
        `this Gateway has no pods: Service ${service} is in namespace ${namespace}, and a Gateway binds only to Services of its own namespace. Move the Gateway there, and let it accept routes from other namespaces (allowedRoutes.namespaces)`,
      noGatewayPods: ({ service }: { service: string }) =>
        `this Gateway has no pods: Service ${service} selects no gateway pods`,
      port: ({
        listener,
        port,
        ports,
      }: Listener & { readonly port: number; readonly ports: readonly number[] }) =>
        `listener "${listener}" does not open: the gateway's Service has no port ${port} (its ports: ${listNames(ports) || 'none'})`,
    },
    sample: ['noGatewayPods', { service: 'web.edge.svc.cluster.local' }],
    meaning: 'No gateway pods implement a Gateway of the Gateway API. Requests for its routes reach nobody.',
    remedy:
      "In `spec.addresses`, name the Service of a gateway that exists, with type Hostname. It must be in the Gateway's " +
      'namespace.',
  }),
} as const;
