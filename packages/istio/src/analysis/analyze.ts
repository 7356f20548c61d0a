import type { Finding } from '../findings/finding.ts';
import type { Mesh } from '../model/mesh.ts';
import { perMesh, perMeshAnd } from '../model/per-mesh.ts';
import { oncePerList } from '../resources/once-per-list.ts';
import type { Resource } from '../resources/resource.ts';
import { annotationProblems } from './rules/annotation-problems.ts';
import { conflictingGateways } from './rules/conflicting-gateways.ts';
import { conflictingMeshHosts } from './rules/conflicting-mesh-hosts.ts';
import { conflictingSelectors } from './rules/conflicting-selectors.ts';
import { deploymentServices } from './rules/deployment-services.ts';
import { deprecatedField } from './rules/deprecated-field.ts';
import { destinationPortRequired } from './rules/destination-port-required.ts';
import { gatewayApiNotAccepted } from './rules/gateway-api-not-accepted.ts';
import { gatewayPortNotOnService } from './rules/gateway-port-not-on-service.ts';
import { gatewayWithoutPods } from './rules/gateway-without-pods.ts';
import { hostNotInGateway } from './rules/host-not-in-gateway.ts';
import { httpRouteOnTcpPort } from './rules/http-route-on-tcp-port.ts';
import { ingressRoutesNotAffected } from './rules/ingress-routes-not-affected.ts';
import { jwtRoutingWithoutAuthentication } from './rules/jwt-routing-without-authentication.ts';
import { meshCallsNotRouted } from './rules/mesh-calls-not-routed.ts';
import { mutualTlsNotTaken } from './rules/mutual-tls-not-taken.ts';
import { namespaceMultipleInjectionLabels } from './rules/namespace-multiple-injection-labels.ts';
import { namespaceNotInjected } from './rules/namespace-not-injected.ts';
import { noEjectionPossible } from './rules/no-ejection-possible.ts';
import { noTimeToRetry } from './rules/no-time-to-retry.ts';
import { plaintextToStrictWorkload } from './rules/plaintext-to-strict-workload.ts';
import { policyWithoutWorkloads } from './rules/policy-without-workloads.ts';
import { portNameConvention } from './rules/port-name-convention.ts';
import { principalNotFound } from './rules/principal-not-found.ts';
import { referencedCredentialNotFound } from './rules/referenced-credential-not-found.ts';
import { referencedGatewayNotFound } from './rules/referenced-gateway-not-found.ts';
import { referencedHostNotFound } from './rules/referenced-host-not-found.ts';
import { referencedNamespaceNotFound } from './rules/referenced-namespace-not-found.ts';
import { referencedSubsetNotFound } from './rules/referenced-subset-not-found.ts';
import { replicasNotRun } from './rules/replicas-not-run.ts';
import type { Rule } from './rules/rule.ts';
import { selectorWithoutPods } from './rules/selector-without-pods.ts';
import { serverCertificateNotVerified } from './rules/server-certificate-not-verified.ts';
import { serviceAccountNotFound } from './rules/service-account-not-found.ts';
import { serviceEntryAddressesRequired } from './rules/service-entry-addresses-required.ts';
import { serviceWithoutPods } from './rules/service-without-pods.ts';
import { shadowedMatch } from './rules/shadowed-match.ts';
import { subsetNotSelectPods } from './rules/subset-not-select-pods.ts';
import { subsetNotVisible } from './rules/subset-not-visible.ts';
import { targetPortNotFound } from './rules/target-port-not-found.ts';
import { telemetryWithoutProvider } from './rules/telemetry-without-provider.ts';
import { tracingWithoutProvider } from './rules/tracing-without-provider.ts';
import { unknownDestinationRuleHost } from './rules/unknown-destination-rule-host.ts';
import { unreachableRoutes } from './rules/unreachable-routes.ts';
import { unsupportedField } from './rules/unsupported-field.ts';
import { weightsNotOfHundred } from './rules/weights-not-of-hundred.ts';

/** In the order in which their findings are shown. */
export const RULES: readonly Rule[] = [
  // What is named and not there.
  referencedHostNotFound,
  referencedSubsetNotFound,
  referencedGatewayNotFound,
  referencedCredentialNotFound,
  referencedNamespaceNotFound,
  selectorWithoutPods,
  gatewayWithoutPods,
  unknownDestinationRuleHost,
  subsetNotSelectPods,
  subsetNotVisible,
  policyWithoutWorkloads,
  principalNotFound,
  serviceWithoutPods,
  targetPortNotFound,
  serviceAccountNotFound,
  tracingWithoutProvider,
  telemetryWithoutProvider,
  // What excludes something else.
  conflictingMeshHosts,
  conflictingGateways,
  conflictingSelectors,
  deploymentServices,
  plaintextToStrictWorkload,
  mutualTlsNotTaken,
  // What has no effect, or not the one it seems to have.
  unreachableRoutes,
  shadowedMatch,
  hostNotInGateway,
  gatewayApiNotAccepted,
  gatewayPortNotOnService,
  ingressRoutesNotAffected,
  meshCallsNotRouted,
  httpRouteOnTcpPort,
  destinationPortRequired,
  weightsNotOfHundred,
  noEjectionPossible,
  noTimeToRetry,
  jwtRoutingWithoutAuthentication,
  serverCertificateNotVerified,
  serviceEntryAddressesRequired,
  portNameConvention,
  namespaceNotInjected,
  namespaceMultipleInjectionLabels,
  annotationProblems,
  deprecatedField,
  unsupportedField,
  replicasNotRun,
];

/** Rules to which resources of Istio and of the Gateway API say nothing but by the mesh. */
const ON_KUBERNETES: ReadonlySet<Rule> = new Set([
  serviceWithoutPods,
  targetPortNotFound,
  serviceAccountNotFound,
  principalNotFound,
  deploymentServices,
  portNameConvention,
]);

/** The rules, each asked again only when what it has looked at is another. */
const KEPT_RULES: readonly Rule[] = RULES.map((rule) => {
  if (rule.length <= 1) return perMesh((mesh) => rule(mesh, []));
  if (!ON_KUBERNETES.has(rule)) return rule;
  const kept = perMeshAnd((mesh, resources: readonly Resource[]) => rule(mesh, resources));
  return (mesh, resources) => kept(mesh, sameList(resources.filter(isOfKubernetes)));
});

const sameList = oncePerList((resources: readonly Resource[]) => resources);

function isOfKubernetes({ apiVersion }: Resource): boolean {
  return !/^(?:[a-z]+\.istio\.io|gateway\.networking\.k8s\.io)\//.test(apiVersion);
}

/** What does not fit together in a configuration whose resources are each valid. Never throws. */
export function analyze(mesh: Mesh, resources: readonly Resource[]): Finding[] {
  return KEPT_RULES.flatMap((rule) => rule(mesh, resources));
}
