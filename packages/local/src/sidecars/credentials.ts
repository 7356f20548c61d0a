import { X509Certificate } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import type { Mesh, Pod, ProxyConfig, Resource, Secret } from '@lab/istio';
import { credentialsAskedBy } from './missing-certificates.ts';

/** What Envoy asks for by a name. */
export type Credential = Secret & { readonly name: string };

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
 * What istiod would serve a proxy of the Secrets in the manifests, by the names that its configuration asks for:
 * `kubernetes://NAME` for Secrets of the pod's own namespace, `kubernetes-gateway://NAMESPACE/NAME` for those that a
 * Gateway of the Gateway API refers to; with `-cacert` for the CA certificate of either. A Secret that has no certificate
 * is as good as none, so that only what needs it fails; Envoy would refuse it, and start with nothing.
 * Source: istio pilot/pkg/credentials/kube/secrets.go, `extractCertInfo`, `extractRoot`; pilot/pkg/xds/sds.go,
 * `validateCertificate`.
 */
export function credentialsOf(mesh: Mesh, pod: Pod, config: ProxyConfig): readonly Credential[] {
  if (mesh.secrets.length === 0) return [];
  const asked = credentialsAskedBy(config);
  const all = [...allCredentials(mesh, pod)].map(([name, secret]) => ({ ...secret, name }));
  return all.filter(({ name }) => asked.has(name));
}

function allCredentials(mesh: Mesh, pod: Pod): ReadonlyMap<string, Secret> {
  const credentials = new Map<string, Secret>();
  for (const secret of mesh.secrets) {
    const { name, namespace = '' } = secret.metadata;
    const own = namespace === pod.namespace ? [`kubernetes://${name}`] : [];
    for (const credential of [...own, `kubernetes-gateway://${namespace}/${name}`]) {
      const [certificate, key, authority] = [CERTIFICATE, PRIVATE_KEY, AUTHORITY].map((keys) =>
        value(secret, keys),
      );
      if (certificate && key && isKeyPair(certificate, key))
        credentials.set(credential, { tlsCertificate: { certificateChain: certificate, privateKey: key } });
      if (!authority || !isCertificate(authority)) continue;
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
  const data = (raw.data ?? {}) as Readonly<Record<string, unknown>>;
  const text = (raw.stringData ?? {}) as Readonly<Record<string, unknown>>;
  for (const key of keys) {
    const written = text[key] || data[key];
    if (typeof written !== 'string' || !written) continue;
    const bytes = Buffer.from(written, text[key] ? 'utf8' : 'base64');
    return { inlineBytes: bytes.toString('base64') };
  }
  return undefined;
}

function isKeyPair(certificate: InlineBytes, key: InlineBytes): boolean {
  return isTaken(() => createSecureContext({ cert: bytesOf(certificate), key: bytesOf(key) }));
}

function isCertificate(certificate: InlineBytes): boolean {
  return isTaken(() => new X509Certificate(bytesOf(certificate)));
}

function bytesOf({ inlineBytes }: InlineBytes): Buffer {
  return Buffer.from(inlineBytes, 'base64');
}

function isTaken(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
