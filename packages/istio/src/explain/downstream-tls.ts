import { ROOT_CERTIFICATE, WORKLOAD_CERTIFICATE } from '../xds/names.ts';
import { typedConfigOf } from '../xds/typed-config.ts';
import type { FilterChain, StringMatcher } from '../xds/types.ts';

/** How a filter chain ends TLS. */
export interface DownstreamTls {
  /** `ISTIO_MUTUAL` is the mesh's own mutual TLS, `MUTUAL` one with other certificates. */
  readonly mode: 'ISTIO_MUTUAL' | 'MUTUAL' | 'SIMPLE';
  readonly requireClientCertificate: boolean;
  /** What the client's certificate has to name. */
  readonly subjectAltNames: readonly StringMatcher[];
}

/** Undefined for a chain that does not end TLS. */
export function downstreamTls({ transportSocket }: FilterChain): DownstreamTls | undefined {
  const context = typedConfigOf(
    transportSocket,
    'envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
  );
  if (!context) return undefined;
  const requireClientCertificate = context.requireClientCertificate ?? false;
  const { tlsCertificateSdsSecretConfigs, combinedValidationContext } = context.commonTlsContext ?? {};
  const isMesh =
    tlsCertificateSdsSecretConfigs?.[0]?.name === WORKLOAD_CERTIFICATE &&
    combinedValidationContext?.validationContextSdsSecretConfig?.name === ROOT_CERTIFICATE;
  const names = combinedValidationContext?.defaultValidationContext?.matchTypedSubjectAltNames ?? [];
  return {
    mode: isMesh ? 'ISTIO_MUTUAL' : requireClientCertificate ? 'MUTUAL' : 'SIMPLE',
    requireClientCertificate,
    subjectAltNames: names.map(({ matcher }) => matcher),
  };
}
