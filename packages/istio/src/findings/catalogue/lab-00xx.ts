import { entryOfMany } from './entry.ts';

/** Why the lab does not support something, by a short name; each is a clause. */
const REASONS = {
  gatewayApiKinds: 'of the Gateway API, the lab supports Gateway and HTTPRoute',
  experimentalKinds: 'the lab supports no kinds of the experimental channel',
  listenerProtocols: 'of the Gateway API, the lab supports HTTP and HTTPS listeners',
  frontendTls: "the lab does not validate clients' certificates for the Gateway API",
  oneCertificate: 'the lab supports one certificate per listener',
  oneCluster: 'the lab has one cluster',
  kind: 'the lab ignores this kind',
  replicas: 'the lab has fewer pods of the workload',
  wasm: 'the lab loads no WebAssembly modules into Envoy',
  externalAuthorizer: 'the lab has no external authorizer',
  tunnel: 'the lab does not tunnel connections',
  proxyProtocol: 'the lab does not use the PROXY protocol',
  retryBudget: 'the lab limits retries with connectionPool.http.maxRetries only',
  locality: 'the lab runs on one machine and has no localities',
  dynamicDns: 'the lab does not look up host names per request',
  oneNetwork: 'the lab has one network',
  sidecarHosts: 'the lab reads only the hosts that a Sidecar imports',
  egressProxy: 'the lab either allows or blocks traffic to unknown hosts',
  oneClusterGateway: 'the lab has one cluster, so there is no gateway between clusters',
  telemetry:
    'the lab reads only the tracing of a Telemetry; accessLogFile of meshConfig controls access logs',
  externalName: 'the lab does not resolve a Service to an external name. Use a ServiceEntry',
  workloads: 'the lab runs the pods of Deployments, StatefulSets, DaemonSets, Rollouts and Pods',
  writtenEndpoints: 'the endpoints of a Service are the pods that it selects. Use a ServiceEntry',
  ingress: 'the lab has no ingress controller. Use a Gateway and a VirtualService',
  revision: 'the lab has one control plane. Label the namespace istio-injection=enabled',
} as const;

export type UnsupportedReason = keyof typeof REASONS;

/** What the lab does not support. */
export const LAB_00XX = {
  LAB0001: entryOfMany({
    name: 'NotSupported',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      kind: ({ kind, reason }: { kind: string; reason: UnsupportedReason }) =>
        `${kind} is not supported: ${REASONS[reason]}. A cluster would apply it`,
      field: ({ field, reason }: { field: string; reason: UnsupportedReason }) =>
        `"${field}" is not supported: ${REASONS[reason]}. A cluster would apply it`,
      value: (args: { field: string; value: string; reason: UnsupportedReason }) =>
        `"${args.field}: ${args.value}" is not supported: ${REASONS[args.reason]}. A cluster would apply it`,
      meshConfig: ({ key }: { key: string }) =>
        `"${key}" of meshConfig is not supported: the lab uses Istio's default. A cluster would apply it`,
    },
    sample: ['field', { field: 'spec.trafficPolicy.loadBalancer.localityLbSetting', reason: 'locality' }],
    meaning:
      'A cluster applies this field or kind, and the lab does not. The rest of the resource takes effect.',
    remedy: 'Do nothing if the difference does not matter here. The message says what the lab does instead.',
  }),
} as const;
