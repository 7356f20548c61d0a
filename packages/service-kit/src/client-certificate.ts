import type { MutualTls } from './hop.ts';

/** Istio's SPIFFE ID of a workload: trust domain, namespace, ServiceAccount. */
const WORKLOAD = /^spiffe:\/\/[^/]+\/ns\/([^/]+)\/sa\/[^/]+$/;

/**
 * Reads who called from `x-forwarded-client-cert`. The last element is what the nearest proxy added: `By` is its own
 * identity, `URI` that of the certificate it was shown. It counts only when `By` is in the pod's own namespace: then the
 * pod's sidecar wrote it. A sidecar removes the header from a connection without mutual TLS, and no application of the
 * project sends it on.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers (x-forwarded-client-cert)
 */
export function readClientCertificate(
  header: string | null | undefined,
  namespace: string,
): MutualTls | undefined {
  const last = splitOutsideQuotes(header ?? '', ',').at(-1) ?? '';
  const fields = splitOutsideQuotes(last, ';').map(readField);
  const uriOf = (key: string) =>
    fields.find(([name, value]) => name === key && WORKLOAD.test(value))?.[1] ?? '';
  const [self, caller] = [uriOf('by'), uriOf('uri')];
  return caller && WORKLOAD.exec(self)?.[1] === namespace ? { caller, self } : undefined;
}

function splitOutsideQuotes(text: string, separator: ',' | ';'): string[] {
  return text.match(new RegExp(`(?:"(?:\\\\.|[^"\\\\])*"|[^"${separator}])+`, 'g')) ?? [];
}

function readField(field: string): readonly [name: string, value: string] {
  const [name = '', ...value] = field.trim().split('=');
  return [name.toLowerCase(), value.join('=').replace(/^"(.*)"$/, '$1')];
}
