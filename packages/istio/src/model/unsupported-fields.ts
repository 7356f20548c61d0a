import type { UnsupportedReason } from '../findings/catalogue/lab-00xx.ts';

/** One part of Istio's or the Gateway API's configuration that the lab does not support. */
export interface UnsupportedField {
  /** API group (empty for Kubernetes' core), and kind. */
  readonly group: string;
  readonly kind: string;
  /**
   * Keys with dots, or in a list where a key has dots itself; `*` is every member of a list or map. Absent where the
   * whole kind is not supported.
   */
  readonly field?: string | readonly string[];
  /** Only with this value, where the lab supports others. */
  readonly value?: unknown;
  readonly reason: UnsupportedReason;
}

const NETWORKING = 'networking.istio.io';
const GATEWAY_API = 'gateway.networking.k8s.io';

const TRAFFIC_POLICIES = ['spec.trafficPolicy', 'spec.subsets.*.trafficPolicy'];
const PORT_POLICIES = TRAFFIC_POLICIES.map((path) => `${path}.portLevelSettings.*`);

/** The same field wherever a DestinationRule may have it. */
function trafficPolicyField(name: string, reason: UnsupportedReason): UnsupportedField[] {
  return [...TRAFFIC_POLICIES, ...PORT_POLICIES].map((path) => ({
    group: NETWORKING,
    kind: 'DestinationRule',
    field: `${path}.${name}`,
    reason,
  }));
}

export const UNSUPPORTED_FIELDS: readonly UnsupportedField[] = [
  ...['GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute', 'BackendTLSPolicy'].map(
    (kind): UnsupportedField => ({
      group: GATEWAY_API,
      kind,
      reason: 'gatewayApiKinds',
    }),
  ),
  ...['XBackendTrafficPolicy', 'XListenerSet'].map(
    (kind): UnsupportedField => ({
      group: 'gateway.networking.x-k8s.io',
      kind,
      reason: 'experimentalKinds',
    }),
  ),
  {
    group: GATEWAY_API,
    kind: 'Gateway',
    field: 'spec.listeners.*.protocol',
    value: 'TLS',
    reason: 'listenerProtocols',
  },
  {
    group: GATEWAY_API,
    kind: 'Gateway',
    field: 'spec.tls',
    reason: 'frontendTls',
  },
  {
    group: GATEWAY_API,
    kind: 'Gateway',
    field: 'spec.listeners.*.tls.certificateRefs.1',
    reason: 'oneCertificate',
  },
  {
    group: GATEWAY_API,
    kind: 'HTTPRoute',
    field: 'spec.rules.*.backendRefs.*.kind',
    value: 'ServiceImport',
    reason: 'oneCluster',
  },
  ...['EnvoyFilter', 'ProxyConfig', 'WorkloadEntry', 'WorkloadGroup'].map(
    (kind): UnsupportedField => ({
      group: NETWORKING,
      kind,
      reason: 'kind',
    }),
  ),
  {
    group: 'extensions.istio.io',
    kind: 'WasmPlugin',
    reason: 'wasm',
  },
  {
    group: 'security.istio.io',
    kind: 'AuthorizationPolicy',
    field: 'spec.action',
    value: 'CUSTOM',
    reason: 'externalAuthorizer',
  },
  ...trafficPolicyField('tunnel', 'tunnel'),
  ...trafficPolicyField('proxyProtocol', 'proxyProtocol'),
  ...trafficPolicyField('retryBudget', 'retryBudget'),
  ...trafficPolicyField('loadBalancer.localityLbSetting', 'locality'),
  {
    group: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.resolution',
    value: 'DYNAMIC_DNS',
    reason: 'dynamicDns',
  },
  { group: NETWORKING, kind: 'ServiceEntry', field: 'spec.endpoints.*.locality', reason: 'locality' },
  {
    group: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.endpoints.*.network',
    reason: 'oneNetwork',
  },
  ...['egress.*.port', 'egress.*.bind', 'egress.*.captureMode', 'ingress', 'inboundConnectionPool'].map(
    (field): UnsupportedField => ({
      group: NETWORKING,
      kind: 'Sidecar',
      field: `spec.${field}`,
      reason: 'sidecarHosts',
    }),
  ),
  {
    group: NETWORKING,
    kind: 'Sidecar',
    field: 'spec.outboundTrafficPolicy.egressProxy',
    reason: 'egressProxy',
  },
  {
    group: NETWORKING,
    kind: 'Gateway',
    field: 'spec.servers.*.tls.mode',
    value: 'AUTO_PASSTHROUGH',
    reason: 'oneClusterGateway',
  },
  ...['accessLogging', 'metrics'].map(
    (field): UnsupportedField => ({
      group: 'telemetry.istio.io',
      kind: 'Telemetry',
      field: `spec.${field}`,
      reason: 'telemetry',
    }),
  ),
  {
    group: '',
    kind: 'Service',
    field: 'spec.type',
    value: 'ExternalName',
    reason: 'externalName',
  },
  ...[
    ['apps', 'ReplicaSet'],
    ['', 'ReplicationController'],
    ['serving.knative.dev', 'Service'],
  ].map(([group = '', kind = '']): UnsupportedField => ({ group, kind, reason: 'workloads' })),
  ...[
    ['discovery.k8s.io', 'EndpointSlice'],
    ['', 'Endpoints'],
  ].map(([group = '', kind = '']): UnsupportedField => ({ group, kind, reason: 'writtenEndpoints' })),
  { group: 'networking.k8s.io', kind: 'Ingress', reason: 'ingress' },
  {
    group: '',
    kind: 'Namespace',
    field: ['metadata', 'labels', 'istio.io/rev'],
    reason: 'revision',
  },
];

/** Settings of meshConfig that change what proxies do and that the lab does not read. */
export const UNSUPPORTED_MESH_CONFIG = [
  'h2UpgradePolicy',
  'localityLbSetting',
  'proxyHttpPort',
  'proxyListenPort',
  'proxyInboundListenPort',
  'inboundTrafficPolicy',
  'enableEnvoyAccessLogService',
  'dnsRefreshRate',
  'caCertificates',
  'serviceScopeConfigs',
  'tcpKeepalive',
  'trustDomainAliases',
  'pathNormalization',
  'defaultServiceExportTo',
  'defaultVirtualServiceExportTo',
  'defaultDestinationRuleExportTo',
  'defaultTrafficPolicy',
  'tlsDefaults',
  'meshMTLS',
  'serviceSettings',
  'discoverySelectors',
  'protocolDetectionTimeout',
];
