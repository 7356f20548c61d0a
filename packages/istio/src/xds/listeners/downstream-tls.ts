import type { MutualTlsMode } from '../../model/peer-authentication.ts';
import { trustDomainPrefix } from '../../model/spiffe-id.ts';
import { ROOT_CERTIFICATE, WORKLOAD_CERTIFICATE } from '../names.ts';
import { sdsSecret } from '../sds-secret.ts';
import type { NamedExtension, SubjectAltNameMatcher } from '../types.ts';

/** Istio's server side suites for TLS 1.2; those of 1.3 are not configurable. */
const CIPHER_SUITES = [
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-GCM-SHA256',
];

/** ALPN that the server negotiates; the `istio…` names that clients send only choose the filter chain. */
const HTTP_ALPN = ['h2', 'http/1.1'];

/**
 * How a sidecar ends mutual TLS: the client needs a certificate of the mesh's root with an identity of the trust
 * domain. None where the mode is DISABLE.
 * Source: istio pilot/pkg/security/authn/utils/utils.go, `BuildInboundTLS`.
 */
export function inboundTlsSocket(
  mode: MutualTlsMode,
  protocol: 'http' | 'tcp',
  trustDomain: string,
): NamedExtension | undefined {
  if (mode === 'DISABLE') return undefined;
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
      requireClientCertificate: true,
      commonTlsContext: {
        alpnProtocols: protocol === 'http' ? HTTP_ALPN : ['istio-peer-exchange', ...HTTP_ALPN],
        tlsParams: {
          tlsMinimumProtocolVersion: 'TLSv1_2',
          tlsMaximumProtocolVersion: 'TLSv1_3',
          cipherSuites: CIPHER_SUITES,
        },
        tlsCertificateSdsSecretConfigs: [sdsSecret(WORKLOAD_CERTIFICATE)],
        combinedValidationContext: {
          defaultValidationContext: { matchTypedSubjectAltNames: [trustDomainIdentities(trustDomain)] },
          validationContextSdsSecretConfig: sdsSecret(ROOT_CERTIFICATE),
        },
      },
    },
  };
}

/**
 * Any identity of the trust domain. Istio writes the older `matchSubjectAltNames`, which Envoy reads as any kind
 * of SAN; an identity is a URI SAN, so the kind is named here.
 */
function trustDomainIdentities(trustDomain: string): SubjectAltNameMatcher {
  return { sanType: 'URI', matcher: { prefix: trustDomainPrefix(trustDomain) } };
}
