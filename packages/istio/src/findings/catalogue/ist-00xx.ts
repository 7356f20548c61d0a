import { entry, entryOfMany } from './entry.ts';

/** What is deprecated, missing, or outside the mesh. */
export const IST_00XX = {
  IST0002: entry({
    name: 'Deprecated',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ field, successor }: { field: string; successor: string }) =>
      `${field} is deprecated: use ${successor}`,
    sample: [{ field: 'fault.delay.percent', successor: 'fault.delay.percentage.value' }],
    meaning: 'The field still works, but Istio has replaced it with another one.',
    remedy: 'Use the field that the message names.',
  }),

  IST0101: entryOfMany({
    name: 'ReferencedResourceNotFound',
    severity: 'error',
    effect: 'in-effect',
    severities: { secret: 'warning', namespace: 'warning', pods: 'warning' },
    messages: {
      host: ({ host, hint }: { host: string; hint: string }) =>
        `host ${host} matches no Service or ServiceEntry, so requests get 503${hint}`,
      port: ({ host, port, ports }: { host: string; port: number; ports: string }) =>
        `${host} has no port ${port}, so requests get 503 (its ports: ${ports || 'none'})`,
      subset: (args: { subset: string; host: string; defined: string; hint: string }) =>
        `no DestinationRule defines subset "${args.subset}" of ${args.host}, so requests get 503 (defined subsets: ${args.defined || 'none'})${args.hint}`,
      gateway: ({ gateway, hint }: { gateway: string; hint: string }) =>
        `gateway "${gateway}" does not exist, so this VirtualService has no effect there${hint}`,
      secret: ({ secret, namespace, hint }: { secret: string; namespace: string; hint: string }) =>
        `Secret "${secret}" does not exist in namespace ${namespace}, where the gateway runs, so connections to this server fail${hint}`,
      namespace: ({ namespace, hint }: { namespace: string; hint: string }) =>
        `namespace "${namespace}" does not exist${hint}`,
      pods: ({ kind, labels, hint }: { kind: string; labels: string; hint: string }) =>
        `no pod in these files has the labels ${labels}, so this ${kind} applies to no workload${hint}`,
      parentGateway: ({ gateway }: { gateway: string }) =>
        `Gateway ${gateway} does not exist, so this route has no effect there`,
      parentService: ({ kind, name }: { kind: string; name: string }) =>
        `${kind} ${name} does not exist, so this route has no effect there`,
      parentPort: ({
        kind,
        name,
        port,
        ports,
      }: {
        kind: string;
        name: string;
        port: number;
        ports: string;
      }) => `${kind} ${name} has no port ${port} (its ports: ${ports}), so this route has no effect there`,
      backend: ({ service }: { service: string }) =>
        `Service ${service} does not exist, so requests to this backend get 500`,
      backendPort: ({ service, port, ports }: { service: string; port: number; ports: string }) =>
        `Service ${service} has no port ${port} (its ports: ${ports}), so requests to this backend get 500`,
      backendHost: ({ host, namespace }: { host: string; namespace: string }) =>
        `no Service or ServiceEntry in namespace ${namespace} has the host "${host}", so requests to this backend get 500`,
    },
    callers: {
      host: ({ host }) => `calls to ${host} fail with 503 NC`,
      port: ({ host, port }) => `calls to port ${port} of ${host} fail with 503 NC`,
      subset: ({ subset }) => `calls to subset ${subset} fail with 503 NC`,
      gateway: ({ gateway }) => `callers at gateway ${gateway} do not get these routes`,
      parentGateway: ({ gateway }) => `callers at Gateway ${gateway} do not get these routes`,
      parentService: ({ kind, name }) => `calls to ${kind} ${name} do not follow these routes`,
      parentPort: ({ kind, name, port }) =>
        `calls to port ${port} of ${kind} ${name} do not follow these routes`,
      backend: ({ service }) => `calls to backend ${service} fail with 500`,
      backendPort: ({ service, port }) => `calls to backend ${service}:${port} fail with 500`,
      backendHost: ({ host }) => `calls to backend ${host} fail with 500`,
    },
    sample: ['host', { host: '"crat" (crat.shop.svc.cluster.local)', hint: ': did you mean "cart"?' }],
    meaning:
      'A resource names something that does not exist: a host, a port, a subset or a Gateway. Requests that follow the ' +
      'route get 503, or 500 for an HTTPRoute, or the VirtualService has no effect.\n\n' +
      'The finding is a warning where the missing object may exist outside these files: a namespace in an ' +
      "AuthorizationPolicy, the Secret of a Gateway's `credentialName`, a pod for the selector of a Gateway, Sidecar or " +
      'Telemetry. The lab does not check the selector of a Gateway if the files contain no gateway at all, as in an ' +
      "overlay for a cluster that has one. For a Gateway whose selector matches no gateway's pods, the message names the " +
      'labels to use.',
    remedy:
      'Correct the name. Istio completes a short name (`cart`) with the namespace of the resource that uses it; for a ' +
      'service in another namespace write `cart.shop.svc.cluster.local` (`cart.shop` is not completed). Define a subset ' +
      'in a DestinationRule for the same host.',
  }),

  IST0102: entry({
    name: 'NamespaceNotInjected',
    severity: 'info',
    effect: 'in-effect',
    message: ({ namespace }: { namespace: string }) =>
      `namespace ${namespace} has no injection label, so its pods get no sidecar: set istio-injection to enabled, or to disabled to confirm this`,
    sample: [{ namespace: 'shop' }],
    meaning:
      'The namespace neither enables nor disables sidecar injection. Its pods get no sidecar and are not part of the mesh.',
    remedy:
      'Set the label `istio-injection` to `enabled` or `disabled`. Namespace `istio-system` needs no label.',
  }),
} as const;
