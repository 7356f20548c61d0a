import type { KubernetesGatewaySpec } from '../../resources/gateway-api-types.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Mesh } from '../mesh.ts';

/** Annotation by which a Gateway names the Service that Istio makes for it. */
const NAME_OVERRIDE = 'gateway.istio.io/name-override';

/** Whether Istio deploys the gateway's pods: where no Service that is there is named as the address. */
export function isDeployedByIstio({ addresses = [] }: KubernetesGatewaySpec): boolean {
  const [only, ...others] = addresses;
  if (!only) return true;
  return others.length === 0 && (only.type ?? 'IPAddress') === 'IPAddress';
}

/**
 * The host names of the Services behind which a Gateway's pods are: the addresses of type Hostname, or the Service
 * `NAME-CLASS` that Istio makes (istio conversion.go, `extractGatewayServices`).
 */
export function gatewayServiceHosts(
  mesh: Mesh,
  { metadata, spec }: Resource<KubernetesGatewaySpec>,
): string[] {
  const { name, namespace = 'default', annotations } = metadata;
  const fullName = (host: string) => `${host}.${namespace}.svc.${mesh.config.domain}`;
  if (isDeployedByIstio(spec)) {
    return [fullName(annotations?.[NAME_OVERRIDE] ?? `${name}-${spec.gatewayClassName}`)];
  }
  return (spec.addresses ?? []).flatMap(({ type, value = '' }) => {
    if ((type ?? 'IPAddress') !== 'Hostname') return [];
    return value.includes('.') ? value : fullName(value);
  });
}
