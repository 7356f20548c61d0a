import { existsSync } from 'node:fs';

/** Where systems keep the CAs that they trust, Istio's proxy image first (Go crypto/x509, `certFiles`). */
const BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

interface ValidationContext {
  readonly systemRootCerts?: object;
  readonly trustedCa?: { readonly filename?: string };
}

/** Whether a path is where a system keeps the CAs that it trusts. */
export function isSystemBundle(path: string): boolean {
  return BUNDLES.includes(path);
}

/** Whether a piece of configuration is a validation context that trusts the proxy's system. */
export function asksForSystemRoots(value: object): boolean {
  const { systemRootCerts, trustedCa } = value as ValidationContext;
  return systemRootCerts !== undefined || isSystemBundle(trustedCa?.filename ?? '');
}

/** The same with this machine's file of CAs, which plain Envoy takes where it checks names, too. */
export function withSystemRoots<Value extends object>(value: Value): Value {
  const bundle = BUNDLES.find((path) => existsSync(path));
  const { systemRootCerts: _, trustedCa: __, ...rest } = value as Value & ValidationContext;
  return { ...rest, ...(bundle ? { trustedCa: { filename: bundle } } : { systemRootCerts: {} }) } as Value;
}
