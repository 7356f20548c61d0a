import type { ServerTls, TlsVersion } from '../../model/gateway-server.ts';
import type { GatewayServer } from '../../model/merged-gateway.ts';
import { ROOT_CERTIFICATE, WORKLOAD_CERTIFICATE } from '../names.ts';
import { sdsSecret } from '../sds-secret.ts';
import type { CommonTlsContext, NamedExtension, SubjectAltNameMatcher, TlsParameters } from '../types.ts';

const HTTP_ALPN = ['h2', 'http/1.1'];

/** What Istio lets through of `cipherSuites`; it leaves the others out (istio security.go, `FilterCipherSuites`). */
const CIPHER_SUITES = new Set([
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
  ...['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ...['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ...['ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA', 'ECDHE-ECDSA-AES256-SHA', 'ECDHE-RSA-AES256-SHA'],
  ...['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA', 'AES256-SHA', 'DES-CBC3-SHA'],
]);

/**
 * How a gateway's server ends TLS: with the secret of `credentialName`, with files, or with the mesh's own
 * certificates (ISTIO_MUTUAL). Undefined for a server that does not end it.
 */
export function gatewayTlsSocket({ tls, routeName, sniHosts }: GatewayServer): NamedExtension | undefined {
  if (!tls || sniHosts.length === 0) return undefined;

  const requireClientCertificate = tls.mode === 'MUTUAL' || tls.mode === 'ISTIO_MUTUAL';
  const validates = requireClientCertificate || tls.mode === 'OPTIONAL_MUTUAL';
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext',
      requireClientCertificate,
      commonTlsContext: {
        // A server of bytes says that it takes the mesh's metadata exchange, as a sidecar's TCP port does.
        alpnProtocols: routeName ? HTTP_ALPN : ['istio-peer-exchange', ...HTTP_ALPN],
        ...tlsParams(tls),
        ...ownCertificate(tls),
        ...(validates && clientValidation(tls)),
      },
    },
  };
}

function tlsParams({
  minProtocolVersion,
  maxProtocolVersion,
  cipherSuites,
}: ServerTls): Pick<CommonTlsContext, 'tlsParams'> {
  const known = cipherSuites.filter((suite) => CIPHER_SUITES.has(suite));
  const tlsParams: TlsParameters = {
    ...(minProtocolVersion && { tlsMinimumProtocolVersion: VERSIONS[minProtocolVersion] }),
    ...(maxProtocolVersion && { tlsMaximumProtocolVersion: VERSIONS[maxProtocolVersion] }),
    ...(known.length > 0 && { cipherSuites: known }),
  };
  return Object.keys(tlsParams).length > 0 ? { tlsParams } : {};
}

/** Istio's names of TLS versions in Envoy. */
const VERSIONS = {
  TLSV1_0: 'TLSv1_0',
  TLSV1_1: 'TLSv1_1',
  TLSV1_2: 'TLSv1_2',
  TLSV1_3: 'TLSv1_3',
} as const satisfies Record<TlsVersion, TlsParameters['tlsMinimumProtocolVersion']>;

function ownCertificate({
  credentialName,
  serverCertificate,
  privateKey,
}: ServerTls): Partial<CommonTlsContext> {
  if (credentialName) return { tlsCertificateSdsSecretConfigs: [sdsSecret(secretName(credentialName))] };
  if (!serverCertificate) return { tlsCertificateSdsSecretConfigs: [sdsSecret(WORKLOAD_CERTIFICATE)] };
  const certificate = {
    certificateChain: { filename: serverCertificate },
    privateKey: { filename: privateKey },
  };
  return { tlsCertificates: [certificate] };
}

/** A listener of the Gateway API names its secret with the namespace: `kubernetes-gateway://NAMESPACE/NAME`. */
function secretName(credentialName: string): string {
  return credentialName.includes('://') ? credentialName : `kubernetes://${credentialName}`;
}

/** The client's certificate is checked against the secret's CA, by the names given. */
function clientValidation({
  credentialName,
  caCertificates,
  subjectAltNames,
}: ServerTls): Partial<CommonTlsContext> {
  const names = subjectAltNames.map(
    (exact): SubjectAltNameMatcher => ({
      sanType: exact.includes('://') ? 'URI' : 'DNS',
      matcher: { exact },
    }),
  );
  const defaults = names.length > 0 ? { matchTypedSubjectAltNames: names } : {};
  if (caCertificates) return { validationContext: { ...defaults, trustedCa: { filename: caCertificates } } };
  const secret = credentialName ? `${secretName(credentialName)}-cacert` : ROOT_CERTIFICATE;
  return {
    combinedValidationContext: {
      defaultValidationContext: defaults,
      validationContextSdsSecretConfig: sdsSecret(secret),
    },
  };
}
