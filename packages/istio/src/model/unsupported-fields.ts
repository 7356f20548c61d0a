/** One part of Istio's or the Gateway API's configuration that the lab does not carry out. */
export interface UnsupportedField {
  /** API group (empty for Kubernetes' core), and kind. */
  readonly group: string;
  readonly kind: string;
  /**
   * Keys with dots, or in a list where a key has dots itself; `*` is every member of a list or map. Absent where the
   * whole kind is not carried out.
   */
  readonly field?: string | readonly string[];
  /** Only with this value, where others are carried out. */
  readonly value?: unknown;
  readonly reason: string;
}

const NETWORKING = 'networking.istio.io';
const GATEWAY_API = 'gateway.networking.k8s.io';

const TRAFFIC_POLICIES = ['spec.trafficPolicy', 'spec.subsets.*.trafficPolicy'];
const PORT_POLICIES = TRAFFIC_POLICIES.map((path) => `${path}.portLevelSettings.*`);

/** The same field wherever a DestinationRule may have it. */
function trafficPolicyField(name: string, reason: string): UnsupportedField[] {
  return [...TRAFFIC_POLICIES, ...PORT_POLICIES].map((path) => ({
    group: NETWORKING,
    kind: 'DestinationRule',
    field: `${path}.${name}`,
    reason,
  }));
}

const LOCALITY = 'the lab has one machine, and so no localities';

export const UNSUPPORTED_FIELDS: readonly UnsupportedField[] = [
  ...['GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute', 'BackendTLSPolicy'].map((kind) => ({
    group: GATEWAY_API,
    kind,
    reason: 'of the Gateway API the lab carries out Gateway and HTTPRoute',
  })),
  ...['XBackendTrafficPolicy', 'XListenerSet'].map((kind) => ({
    group: 'gateway.networking.x-k8s.io',
    kind,
    reason: 'the lab carries out nothing of the experimental channel that is a kind of its own',
  })),
  {
    group: GATEWAY_API,
    kind: 'Gateway',
    field: 'spec.listeners.*.protocol',
    value: 'TLS',
    reason: 'of the Gateway API the lab carries out HTTP and HTTPS listeners',
  },
  {
    group: GATEWAY_API,
    kind: 'Gateway',
    field: 'spec.tls',
    reason: "the lab does not check clients' certificates for the Gateway API",
  },
  {
    group: GATEWAY_API,
    kind: 'Gateway',
    field: 'spec.listeners.*.tls.certificateRefs.1',
    reason: 'the lab gives a listener one certificate',
  },
  {
    group: GATEWAY_API,
    kind: 'HTTPRoute',
    field: 'spec.rules.*.backendRefs.*.kind',
    value: 'ServiceImport',
    reason: 'the lab has one cluster',
  },
  ...['EnvoyFilter', 'ProxyConfig', 'WorkloadEntry', 'WorkloadGroup'].map((kind) => ({
    group: NETWORKING,
    kind,
    reason: 'the lab does not carry out this kind',
  })),
  {
    group: 'extensions.istio.io',
    kind: 'WasmPlugin',
    reason: 'plain Envoy is not given WebAssembly modules by the lab',
  },
  {
    group: 'security.istio.io',
    kind: 'AuthorizationPolicy',
    field: 'spec.action',
    value: 'CUSTOM',
    reason: 'the lab has no external authorizer to ask',
  },
  ...trafficPolicyField('tunnel', 'the lab does not tunnel connections'),
  ...trafficPolicyField('proxyProtocol', 'the lab does not speak the PROXY protocol'),
  ...trafficPolicyField('retryBudget', 'the lab limits retries by connectionPool.http.maxRetries only'),
  ...trafficPolicyField('loadBalancer.localityLbSetting', LOCALITY),
  {
    group: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.resolution',
    value: 'DYNAMIC_DNS',
    reason: 'the lab does not look names up by request',
  },
  { group: NETWORKING, kind: 'ServiceEntry', field: 'spec.endpoints.*.locality', reason: LOCALITY },
  {
    group: NETWORKING,
    kind: 'ServiceEntry',
    field: 'spec.endpoints.*.network',
    reason: 'the lab has one network',
  },
  ...['egress.*.port', 'egress.*.bind', 'egress.*.captureMode', 'ingress', 'inboundConnectionPool'].map(
    (field) => ({
      group: NETWORKING,
      kind: 'Sidecar',
      field: `spec.${field}`,
      reason: 'the lab reads only the hosts that a Sidecar imports',
    }),
  ),
  {
    group: NETWORKING,
    kind: 'Sidecar',
    field: 'spec.outboundTrafficPolicy.egressProxy',
    reason: 'the lab lets unknown traffic through or refuses it',
  },
  {
    group: NETWORKING,
    kind: 'Gateway',
    field: 'spec.servers.*.tls.mode',
    value: 'AUTO_PASSTHROUGH',
    reason: 'the lab has one cluster, and so no gateway between clusters',
  },
  ...['accessLogging', 'metrics'].map((field) => ({
    group: 'telemetry.istio.io',
    kind: 'Telemetry',
    field: `spec.${field}`,
    reason: "the lab reads a Telemetry's tracing, and logs as meshConfig's accessLogFile says",
  })),
  {
    group: '',
    kind: 'Service',
    field: 'spec.type',
    value: 'ExternalName',
    reason: 'the lab does not resolve a Service to a name outside, write a ServiceEntry',
  },
  {
    group: '',
    kind: 'Namespace',
    field: ['metadata', 'labels', 'istio.io/rev'],
    reason: 'the lab has one control plane, label the namespace istio-injection=enabled',
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
  'accessLogFormat',
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
