import { ROOT_CERTIFICATE, WORKLOAD_CERTIFICATE } from '../xds/listeners/downstream-tls.ts';
import type { FilterChain, StringMatcher, TypedConfig } from '../xds/types.ts';

/** How a filter chain ends TLS. */
export interface DownstreamTls {
  /** `ISTIO_MUTUAL` is the mesh's own mutual TLS, `MUTUAL` one with other certificates. */
  readonly mode: 'ISTIO_MUTUAL' | 'MUTUAL' | 'SIMPLE';
  readonly requireClientCertificate: boolean;
  /** What the client's certificate has to name. */
  readonly subjectAltNames: readonly StringMatcher[];
}

interface SdsSecretConfig {
  readonly name: string;
}

/** envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext, as far as it is looked at. */
interface DownstreamTlsContext extends TypedConfig {
  readonly requireClientCertificate?: boolean;
  readonly commonTlsContext?: {
    readonly tlsCertificateSdsSecretConfigs?: readonly SdsSecretConfig[];
    readonly combinedValidationContext?: {
      readonly defaultValidationContext?: {
        readonly matchTypedSubjectAltNames?: readonly { readonly matcher: StringMatcher }[];
      };
      readonly validationContextSdsSecretConfig?: SdsSecretConfig;
    };
  };
}

/** Undefined for a chain that does not end TLS. */
export function downstreamTls({ transportSocket }: FilterChain): DownstreamTls | undefined {
  if (!transportSocket?.typedConfig) return undefined;
  const context = transportSocket.typedConfig as DownstreamTlsContext;
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
