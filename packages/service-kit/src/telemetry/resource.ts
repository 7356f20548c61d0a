import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { readIdentity } from '../identity.ts';

/**
 * Who the spans are of, in OpenTelemetry's names. What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say is merged
 * over it by the SDK.
 *
 * Source: https://opentelemetry.io/docs/specs/semconv/resource/k8s/
 */
export function podResource(env: NodeJS.ProcessEnv): Resource {
  const { service, version, pod, namespace } = readIdentity(env, 'unknown_service:node');
  return defaultResource().merge(
    resourceFromAttributes({
      'service.name': service,
      'service.version': version,
      'service.instance.id': pod,
      'k8s.pod.name': pod,
      'k8s.namespace.name': namespace,
    }),
  );
}
