// x509 finds its algorithms through tsyringe, which wants this polyfill to be there first.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(crypto);

/** The global, as types of a browser would have it, too: Node's own name for it clashes with theirs. */
type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const KEY = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' };

/** A certificate and the key it was made for, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  /** PKCS #8. */
  readonly privateKey: string;
}

/** When a certificate is valid. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Makes a self-signed root that may sign leaves and nothing else (RFC 5280, path length 0). */
export async function createRoot(commonName: string, validity: Validity): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const usage = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `O=${commonName}`,
    keys,
    ...validity,
    signingAlgorithm: SIGNATURE,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(usage, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: certificate.toString('pem'), privateKey: await exportKey(keys) };
}

/**
 * Makes a leaf for a workload: good for both ends of mutual TLS, its identity the one URI subject alternative
 * name (SPIFFE X.509-SVID, sections 2 to 4).
 */
export async function createLeaf(issuer: KeyPair, spiffeId: string, validity: Validity): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const issuing = new x509.X509Certificate(issuer.certificate);
  const usage = x509.ExtendedKeyUsage;
  const certificate = await x509.X509CertificateGenerator.create({
    issuer: issuing.subjectName,
    publicKey: keys.publicKey,
    signingKey: await importKey(issuer.privateKey),
    ...validity,
    signingAlgorithm: SIGNATURE,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([usage.serverAuth, usage.clientAuth]),
      // Critical, since the subject is empty (RFC 5280, 4.2.1.6).
      new x509.SubjectAlternativeNameExtension([{ type: 'url', value: spiffeId }], true),
      await x509.AuthorityKeyIdentifierExtension.create(issuing),
    ],
  });
  return { certificate: certificate.toString('pem'), privateKey: await exportKey(keys) };
}

async function exportKey(keys: { readonly privateKey: Key }): Promise<string> {
  const der = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return x509.PemConverter.encode(der, 'PRIVATE KEY');
}

function importKey(pem: string): Promise<Key> {
  const [der] = x509.PemConverter.decode(pem);
  return crypto.subtle.importKey('pkcs8', der as ArrayBuffer, KEY, false, ['sign']);
}
