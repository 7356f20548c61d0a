import { identitiesOf } from '../../model/endpoints.ts';
import type { Mesh } from '../../model/mesh.ts';
import { peerAuthenticationFor } from '../../model/peer-authentication.ts';
import { isHttp } from '../../model/protocol.ts';
import type { Service, ServicePort } from '../../model/registry.ts';
import type { ClientTls } from '../../model/traffic-policy.ts';
import { ROOT_CERTIFICATE, WORKLOAD_CERTIFICATE } from '../names.ts';
import { sdsSecret } from '../sds-secret.ts';
import type {
  CertificateValidationContext,
  Cluster,
  CommonTlsContext,
  NamedExtension,
  SubjectAltNameMatcher,
  TlsParameters,
  UpstreamHttpProtocolOptions,
  UpstreamTlsContext,
} from '../types.ts';
import { outboundServerName } from './cluster-name.ts';

/** The cluster whose TLS is asked for. */
export interface TlsTarget {
  readonly service: Service;
  readonly port: ServicePort;
  readonly subset: string;
  readonly type: Cluster['type'];
  readonly http2: boolean;
  /** Whether every endpoint of a cluster without endpoint discovery takes Istio's mutual TLS. */
  readonly allTakeMutualTls: boolean;
  /** Whether the proxy may ask for secrets by name: a gateway, or a sidecar that the rule selects. */
  readonly namesSecrets: boolean;
}

export const RAW_BUFFER: NamedExtension = {
  name: 'envoy.transport_sockets.raw_buffer',
  typedConfig: { '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer' },
};

/**
 * How a proxy secures its calls to a cluster. What the DestinationRule says holds; where it says nothing, mutual TLS
 * goes to the endpoints that can take it and plain bytes to the others (auto mTLS), unless the service is outside
 * the mesh or PeerAuthentication turns mutual TLS off for its namespace
 * (istio cluster_tls.go, `buildUpstreamTLSSettings`).
 */
export function upstreamTls(mesh: Mesh, target: TlsTarget, tls: ClientTls | undefined): Partial<Cluster> {
  if (tls?.mode === 'ISTIO_MUTUAL') return { transportSocket: meshTlsSocket(mesh, target, tls) };
  if (tls?.mode === 'SIMPLE' || tls?.mode === 'MUTUAL') return userTls(mesh, target, tls);
  if (tls || !usesAutoMutualTls(mesh, target)) return {};
  const transportSocket = meshTlsSocket(mesh, target);
  if (target.type === 'ORIGINAL_DST') return { transportSocket };
  return {
    transportSocketMatches: [
      { name: 'tlsMode-istio', match: { tlsMode: 'istio' }, transportSocket },
      { name: 'tlsMode-disabled', match: {}, transportSocket: RAW_BUFFER },
    ],
  };
}

function usesAutoMutualTls(mesh: Mesh, { service, type, allTakeMutualTls }: TlsTarget): boolean {
  if (service.external || !mesh.config.enableAutoMtls) return false;
  const isPassthrough = type === 'ORIGINAL_DST' || service.resolution === 'passthrough';
  if (isPassthrough && !allTakeMutualTls) return false;
  return peerAuthenticationFor(mesh, { namespace: service.namespace, labels: {} }).mode !== 'DISABLE';
}

function meshTlsSocket(mesh: Mesh, target: TlsTarget, tls?: ClientTls): NamedExtension {
  const { service, port, subset, http2 } = target;
  const names = tls?.subjectAltNames.length ? tls.subjectAltNames : identitiesOf(mesh, service);
  return tlsSocket({
    sni: tls?.sni || outboundServerName(port.port, subset, service.hostname),
    commonTlsContext: {
      tlsParams: TLS_PARAMS,
      alpnProtocols: meshAlpn(port, http2),
      tlsCertificateSdsSecretConfigs: [sdsSecret(WORKLOAD_CERTIFICATE)],
      combinedValidationContext: {
        defaultValidationContext: subjectAltNames(names),
        validationContextSdsSecretConfig: sdsSecret(ROOT_CERTIFICATE),
      },
    },
  });
}

/**
 * The names by which a server's proxy tells the mesh's traffic from other TLS, and HTTP from other bytes. Istio's
 * own ALPN filter adds the `istio-http` ones for each request; plain Envoy has no such filter, so that a port
 * declared as HTTP says it here.
 */
function meshAlpn({ protocol }: ServicePort, http2: boolean): string[] {
  if (http2) return ['istio-h2', 'istio', 'h2'];
  return isHttp(protocol) ? ['istio-http/1.1', 'istio'] : ['istio-peer-exchange', 'istio'];
}

/**
 * TLS with certificates that the user names: a secret, files of the proxy, or the system's roots. A rule for all
 * sidecars cannot name a secret, which most of them may not read: it has no effect then.
 */
function userTls(mesh: Mesh, target: TlsTarget, tls: ClientTls): Partial<Cluster> {
  if (tls.credentialName && !target.namesSecrets) return {};
  const { service, http2 } = target;
  const named = tls.subjectAltNames.length ? tls.subjectAltNames : undefined;
  const names = named ?? (service.registry === 'service-entry' ? identitiesOf(mesh, service) : []);
  const commonTlsContext: CommonTlsContext = {
    tlsParams: TLS_PARAMS,
    alpnProtocols: http2 ? ['h2'] : undefined,
    ...(tls.mode === 'MUTUAL' && clientCertificate(tls)),
    ...serverValidation(tls, subjectAltNames(names)),
  };
  return { transportSocket: tlsSocket({ ...(tls.sni && { sni: tls.sni }), commonTlsContext }) };
}

function clientCertificate({
  credentialName,
  clientCertificate: chain,
  privateKey,
}: ClientTls): Partial<CommonTlsContext> {
  if (credentialName)
    return { tlsCertificateSdsSecretConfigs: [sdsSecret(`kubernetes://${credentialName}`)] };
  return {
    tlsCertificates: [{ certificateChain: { filename: chain }, privateKey: { filename: privateKey } }],
  };
}

function serverValidation(
  { credentialName, caCertificates, insecureSkipVerify }: ClientTls,
  names: CertificateValidationContext,
): Partial<CommonTlsContext> {
  if (insecureSkipVerify) return { validationContext: {} };
  if (credentialName) {
    const validationContextSdsSecretConfig = sdsSecret(`kubernetes://${credentialName}-cacert`);
    return {
      combinedValidationContext: { defaultValidationContext: names, validationContextSdsSecretConfig },
    };
  }
  const roots = caCertificates ? { trustedCa: { filename: caCertificates } } : { systemRootCerts: {} };
  return { validationContext: { ...roots, ...names } };
}

/**
 * Without a server name of its own, TLS takes the request's Host, and the certificate has to carry it unless names
 * are given or not to be checked (istio cluster_tls.go, `setAutoSniAndAutoSanValidation`).
 */
export function autoServerName(tls: ClientTls | undefined): UpstreamHttpProtocolOptions | undefined {
  if ((tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') || tls.sni) return undefined;
  const checked = !tls.subjectAltNames.length && !tls.insecureSkipVerify;
  return { autoSni: true, ...(checked && { autoSanValidation: true }) };
}

const TLS_PARAMS: TlsParameters = {
  tlsMinimumProtocolVersion: 'TLSv1_2',
  tlsMaximumProtocolVersion: 'TLSv1_3',
};

/** An identity is a URI SAN, anything else a DNS name; no names means that any certificate of the root will do. */
function subjectAltNames(names: readonly string[]): CertificateValidationContext {
  const matchTypedSubjectAltNames = names.map(
    (exact): SubjectAltNameMatcher => ({
      sanType: exact.includes('://') ? 'URI' : 'DNS',
      matcher: { exact },
    }),
  );
  return names.length > 0 ? { matchTypedSubjectAltNames } : {};
}

function tlsSocket(context: UpstreamTlsContext): NamedExtension {
  return {
    name: 'envoy.transport_sockets.tls',
    typedConfig: {
      '@type': 'type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext',
      ...context,
    },
  };
}
