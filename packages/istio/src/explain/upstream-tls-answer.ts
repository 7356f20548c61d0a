import { ROOT_CERTIFICATE, WORKLOAD_CERTIFICATE } from '../xds/names.ts';
import { typedConfigOf } from '../xds/typed-config.ts';
import type { Cluster, NamedExtension, StringMatcher, UpstreamTlsContext } from '../xds/types.ts';

/**
 * How a cluster's connections are secured: `AUTO_MTLS` is mutual TLS to the endpoints that take it and plain bytes to
 * the others, `ISTIO_MUTUAL` mutual TLS to all.
 */
export interface UpstreamTlsAnswer {
  readonly mode: 'DISABLE' | 'AUTO_MTLS' | 'ISTIO_MUTUAL' | 'MUTUAL' | 'SIMPLE';
  readonly sni?: string;
  /** What the server's certificate has to name; absent where any certificate of the root will do. */
  readonly subjectAltNames?: readonly StringMatcher[];
}

export function upstreamTlsAnswer({ transportSocket, transportSocketMatches }: Cluster): UpstreamTlsAnswer {
  const auto = transportSocketMatches?.find(({ match }) => match.tlsMode === 'istio');
  if (auto) return { ...contextAnswer(auto.transportSocket), mode: 'AUTO_MTLS' };
  return transportSocket ? contextAnswer(transportSocket) : { mode: 'DISABLE' };
}

function contextAnswer(socket: NamedExtension): UpstreamTlsAnswer {
  const context = typedConfigOf(socket, 'envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext');
  const { sni, commonTlsContext = {} }: UpstreamTlsContext = context ?? {};
  const { combinedValidationContext, validationContext, tlsCertificates } = commonTlsContext;
  const certificate = commonTlsContext.tlsCertificateSdsSecretConfigs?.[0]?.name;
  const root = combinedValidationContext?.validationContextSdsSecretConfig?.name;
  const isMesh = certificate === WORKLOAD_CERTIFICATE && root === ROOT_CERTIFICATE;
  const validation = combinedValidationContext?.defaultValidationContext ?? validationContext;
  const names = validation?.matchTypedSubjectAltNames?.map(({ matcher }) => matcher);
  return {
    mode: isMesh ? 'ISTIO_MUTUAL' : certificate || tlsCertificates ? 'MUTUAL' : 'SIMPLE',
    ...(sni && { sni }),
    ...(names && { subjectAltNames: names }),
  };
}
