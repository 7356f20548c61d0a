import type { Mesh, Pod, Resource } from '@lab/istio';

/** envoy.extensions.transport_sockets.tls.v3.Secret, without its name. */
export type TlsSecret =
  | { readonly tlsCertificate: Readonly<Record<'certificateChain' | 'privateKey', InlineBytes>> }
  | { readonly validationContext: { readonly trustedCa: InlineBytes } };

interface InlineBytes {
  /** Base64. */
  readonly inlineBytes: string;
}

/** The keys under which a Secret may have each part: of a generic Secret, and of one of type `kubernetes.io/tls`. */
const CERTIFICATE = ['cert', 'tls.crt'];
const PRIVATE_KEY = ['key', 'tls.key'];
const AUTHORITY = ['cacert', 'ca.crt'];

/** A Secret of this name has the CA certificate for the one without the suffix. */
const CA_SUFFIX = '-cacert';

/**
 * What Istio's agent would serve a proxy of the Secrets in the manifests, by the names in its configuration:
 * `kubernetes://NAME` for Secrets of the pod's own namespace, `kubernetes-gateway://NAMESPACE/NAME` for those that a
 * Gateway of the Gateway API refers to; with `-cacert` for the CA certificate of either.
 * Source: istio pilot/pkg/credentials/kube/secrets.go, `extractCertInfo`, `extractRoot`.
 */
export function credentialsOf(mesh: Mesh, pod: Pod): ReadonlyMap<string, TlsSecret> {
  const credentials = new Map<string, TlsSecret>();
  for (const secret of mesh.secrets) {
    const { name, namespace = '' } = secret.metadata;
    const own = namespace === pod.namespace ? [`kubernetes://${name}`] : [];
    for (const credential of [...own, `kubernetes-gateway://${namespace}/${name}`]) {
      const [certificate, key, authority] = [CERTIFICATE, PRIVATE_KEY, AUTHORITY].map((keys) =>
        value(secret, keys),
      );
      if (certificate && key)
        credentials.set(credential, { tlsCertificate: { certificateChain: certificate, privateKey: key } });
      if (!authority) continue;
      const validation = { validationContext: { trustedCa: authority } };
      // A Secret of its own for the CA counts before one that has it beside a certificate.
      if (name.endsWith(CA_SUFFIX)) credentials.set(credential, validation);
      else if (!credentials.has(`${credential}${CA_SUFFIX}`))
        credentials.set(`${credential}${CA_SUFFIX}`, validation);
    }
  }
  return credentials;
}

function value({ raw }: Resource, keys: readonly string[]): InlineBytes | undefined {
  const data = (raw.data ?? {}) as Readonly<Record<string, string>>;
  const text = (raw.stringData ?? {}) as Readonly<Record<string, string>>;
  for (const key of keys) {
    const written = text[key];
    if (written) return { inlineBytes: Buffer.from(written).toString('base64') };
    if (data[key]) return { inlineBytes: data[key] };
  }
  return undefined;
}
