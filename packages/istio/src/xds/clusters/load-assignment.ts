import type { DestinationRule } from '../../model/destination-rule.ts';
import { type Endpoint, endpointsOf } from '../../model/endpoints.ts';
import { hasLabels } from '../../model/label-selector.ts';
import type { Mesh } from '../../model/mesh.ts';
import { mutualTlsModeForPort, peerAuthenticationFor } from '../../model/peer-authentication.ts';
import type { Service, ServicePort } from '../../model/registry.ts';
import type { Subset, TrafficPolicy } from '../../model/traffic-policy.ts';
import type { ClusterLoadAssignment, LbEndpoint } from '../types.ts';

/** The endpoints of a cluster: the service's, or those of them that carry the subset's labels. */
export function loadAssignment(
  mesh: Mesh,
  clusterName: string,
  service: Service,
  port: ServicePort,
  rule: DestinationRule | undefined,
  subset?: Subset,
): ClusterLoadAssignment {
  const tlsMode = ruleTlsMode(rule, port.port, subset);
  const selected = endpointsOf(mesh, service, port).filter(({ labels }) => hasLabels(labels, subset?.labels));
  const lbEndpoints = selected.map((endpoint) =>
    lbEndpoint(endpoint, takesMutualTls(mesh, endpoint, tlsMode)),
  );
  return { clusterName, endpoints: lbEndpoints.length > 0 ? [{ lbEndpoints }] : [] };
}

/**
 * Whether an endpoint is marked as one that takes mutual TLS (istio mtls_checker.go, `checkMtlsEnabled`;
 * endpoint_builder.go, `buildEnvoyLbEndpoint`).
 */
function takesMutualTls(mesh: Mesh, endpoint: Endpoint, ruleMode: string | undefined): boolean {
  if (endpoint.tlsMode !== 'istio') return false;
  if (ruleMode !== undefined) return ruleMode === 'ISTIO_MUTUAL';
  return mutualTlsModeForPort(peerAuthenticationFor(mesh, endpoint), endpoint.port) !== 'DISABLE';
}

/** The TLS mode that the DestinationRule sets, for a subset the subset's own alone (istio mtls_checker.go). */
function ruleTlsMode(rule: DestinationRule | undefined, port: number, subset?: Subset): string | undefined {
  const policy = subset ? subset.trafficPolicy : rule?.trafficPolicy;
  return policyTlsMode(policy, port);
}

function policyTlsMode(policy: TrafficPolicy | undefined, port: number): string | undefined {
  const settings = policy?.ports.find((entry) => entry.port === port && entry.tls);
  return (settings?.tls ?? policy?.tls)?.mode;
}

function lbEndpoint(endpoint: Endpoint, mutualTls: boolean): LbEndpoint {
  const { address, port, weight, pod } = endpoint;
  const filterMetadata = {
    ...(mutualTls && { 'envoy.transport_socket_match': { tlsMode: 'istio' } }),
    ...(pod && {
      lab: { pod: `${pod.namespace}/${pod.name}`, workload: `${pod.namespace}/${pod.workload}` },
    }),
  };
  return {
    endpoint: { address: { socketAddress: { address, portValue: port } } },
    loadBalancingWeight: weight ? weight : undefined,
    metadata: Object.keys(filterMetadata).length > 0 ? { filterMetadata } : undefined,
  };
}
