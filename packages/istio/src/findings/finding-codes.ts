import type { Severity } from './finding.ts';

interface CodeEntry {
  readonly name: string;
  /** As Istio's `messages.yaml` has it for Istio's codes; where the lab differs, docs/findings.md says why. */
  readonly severity: Severity;
}

/**
 * Every finding there is, by the code that never changes its meaning; each has a section in docs/findings.md.
 * `IST…` are Istio's own, under Istio's names (istio pkg/config/analysis/msg/messages.yaml). `LAB…` are this
 * project's: 00xx what the lab does not carry out, 01xx files that cannot be read, 02xx workloads that cannot
 * run here, 03xx configuration that is valid and does not do what it looks like.
 */
export const FINDING_CODES = {
  IST0002: { name: 'Deprecated', severity: 'warning' },
  IST0101: { name: 'ReferencedResourceNotFound', severity: 'error' },
  IST0102: { name: 'NamespaceNotInjected', severity: 'info' },
  IST0106: { name: 'SchemaValidationError', severity: 'error' },
  IST0107: { name: 'MisplacedAnnotation', severity: 'warning' },
  IST0108: { name: 'UnknownAnnotation', severity: 'warning' },
  IST0109: { name: 'ConflictingMeshGatewayVirtualServiceHosts', severity: 'error' },
  IST0110: { name: 'ConflictingSidecarWorkloadSelectors', severity: 'error' },
  IST0111: { name: 'MultipleSidecarsWithoutWorkloadSelectors', severity: 'error' },
  IST0112: { name: 'VirtualServiceDestinationPortSelectorRequired', severity: 'warning' },
  IST0116: { name: 'DeploymentAssociatedToMultipleServices', severity: 'warning' },
  IST0118: { name: 'PortNameIsNotUnderNamingConvention', severity: 'info' },
  IST0123: { name: 'NamespaceMultipleInjectionLabels', severity: 'warning' },
  IST0127: { name: 'NoMatchingWorkloadsFound', severity: 'warning' },
  IST0128: { name: 'NoServerCertificateVerificationDestinationLevel', severity: 'warning' },
  IST0129: { name: 'NoServerCertificateVerificationPortLevel', severity: 'warning' },
  IST0130: { name: 'VirtualServiceUnreachableRule', severity: 'warning' },
  IST0131: { name: 'VirtualServiceIneffectiveMatch', severity: 'info' },
  IST0132: { name: 'VirtualServiceHostNotFoundInGateway', severity: 'warning' },
  IST0133: { name: 'SchemaWarning', severity: 'warning' },
  IST0134: { name: 'ServiceEntryAddressesRequired', severity: 'warning' },
  IST0135: { name: 'DeprecatedAnnotation', severity: 'info' },
  IST0137: { name: 'DeploymentConflictingPorts', severity: 'warning' },
  IST0140: { name: 'IngressRouteRulesNotAffected', severity: 'warning' },
  IST0145: { name: 'ConflictingGateways', severity: 'error' },
  IST0149: { name: 'JwtClaimBasedRoutingWithoutRequestAuthN', severity: 'error' },
  IST0157: { name: 'InvalidTelemetryProvider', severity: 'warning' },
  IST0159: { name: 'ConflictingTelemetryWorkloadSelectors', severity: 'error' },
  IST0160: { name: 'MultipleTelemetriesWithoutWorkloadSelectors', severity: 'error' },
  IST0162: { name: 'GatewayPortNotDefinedOnService', severity: 'warning' },
  IST0173: { name: 'DestinationRuleSubsetNotSelectPods', severity: 'warning' },
  IST0174: { name: 'UnknownDestinationRuleHost', severity: 'warning' },
  LAB0001: { name: 'NotSupported', severity: 'warning' },
  LAB0101: { name: 'BrokenYaml', severity: 'error' },
  LAB0102: { name: 'FileNotFound', severity: 'error' },
  LAB0103: { name: 'UnknownKustomizationField', severity: 'error' },
  LAB0104: { name: 'KustomizeFailed', severity: 'error' },
  LAB0105: { name: 'NotAnObject', severity: 'error' },
  LAB0106: { name: 'ComponentsDoNotFit', severity: 'error' },
  LAB0201: { name: 'NoSkaffoldFile', severity: 'error' },
  LAB0202: { name: 'NoContainer', severity: 'error' },
  LAB0203: { name: 'UnknownImage', severity: 'error' },
  LAB0204: { name: 'NoStartCommand', severity: 'error' },
  LAB0205: { name: 'EnvironmentNotSet', severity: 'warning' },
  LAB0206: { name: 'ContainerFieldNotCarriedOut', severity: 'warning' },
  LAB0207: { name: 'RefusedByEnvoy', severity: 'error' },
  LAB0208: { name: 'AmbientMode', severity: 'error' },
  LAB0209: { name: 'EnvironmentRefused', severity: 'warning' },
  LAB0210: { name: 'ProgramWithoutSidecar', severity: 'warning' },
  LAB0211: { name: 'PodsShareAddress', severity: 'warning' },
  LAB0212: { name: 'CertificateFileNotThere', severity: 'warning' },
  LAB0302: { name: 'TracingWithoutProvider', severity: 'warning' },
  LAB0303: { name: 'WeightsNotOutOfHundred', severity: 'info' },
  LAB0304: { name: 'MeshCallsNotRouted', severity: 'info' },
  LAB0305: { name: 'NoEjectionPossible', severity: 'warning' },
  LAB0306: { name: 'SubsetNotVisible', severity: 'warning' },
  LAB0307: { name: 'PlaintextToStrictWorkload', severity: 'warning' },
  LAB0308: { name: 'MutualTlsNotTaken', severity: 'warning' },
  LAB0309: { name: 'HttpRouteOnTcpPort', severity: 'warning' },
  LAB0310: { name: 'ShadowedMatch', severity: 'warning' },
  LAB0311: { name: 'ServiceWithoutPods', severity: 'warning' },
  LAB0312: { name: 'ServiceAccountNotFound', severity: 'warning' },
  LAB0313: { name: 'PrincipalNotFound', severity: 'warning' },
  LAB0314: { name: 'TargetPortNotFound', severity: 'error' },
  LAB0321: { name: 'RouteNotAccepted', severity: 'warning' },
  LAB0322: { name: 'GatewayWithoutPods', severity: 'warning' },
} as const satisfies Readonly<Record<string, CodeEntry>>;

export type FindingCode = keyof typeof FINDING_CODES;
