import type { AttributeValue, Span } from './span.ts';

type Attributes = Readonly<Record<string, AttributeValue>>;

/**
 * Says who reported a span, from its own and its resource's attributes.
 *
 * Envoy marks its spans `component: proxy` and gives its node id, which Istio writes as
 * `sidecar|router~IP~POD.NAMESPACE~DNS-DOMAIN` (pilot `ParseServiceNodeWithMetadata`). An application is
 * named by OpenTelemetry's `service.version` and `k8s.pod.name`.
 */
export function spanOrigin(
  attributes: Attributes,
  serviceName: string,
): Pick<Span, 'source' | 'service' | 'version' | 'pod'> {
  const service = serviceName.split('.')[0] || 'unknown';
  if (attributes.component !== 'proxy') {
    return {
      source: 'app',
      service,
      ...present('version', attributes['service.version']),
      ...present('pod', attributes['k8s.pod.name']),
    };
  }
  // Only a gateway makes a span of its own for the upstream request (Envoy `spawn_upstream_span`), and Envoy
  // leaves the node id out of those.
  const [type, , pod] = String(attributes.node_id ?? 'router').split('~');
  return {
    source: type === 'router' ? 'gateway' : 'sidecar',
    service,
    ...present('version', attributes['istio.canonical_revision']),
    ...present('pod', pod?.split('.')[0]),
  };
}

function present<Key extends 'version' | 'pod'>(key: Key, value: AttributeValue | undefined) {
  return value === undefined || value === '' ? {} : ({ [key]: String(value) } as Record<Key, string>);
}
