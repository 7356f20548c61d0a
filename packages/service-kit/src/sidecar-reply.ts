/** What an answer of a sidecar, not of the service behind it, says about the failure. */
export type SidecarReply = {
  /** Envoy's response flag, as its access log has it. */
  readonly flag?: string;
  readonly message: string;
};

/**
 * The flags behind Envoy's own answers. Envoy does not send a flag to the caller; these texts and headers are what it
 * does send. The texts are those of Envoy's router and RBAC filters.
 *
 * Source: https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage (response flags)
 */
const texts: readonly (readonly [text: string, flag: string])[] = [
  ['no healthy upstream', 'UH'],
  ['upstream request timeout', 'UT'],
  ['RBAC: access denied', 'RBAC_ACCESS_DENIED'],
  ['reset reason: overflow', 'UO'],
  ['reset reason: remote connection failure', 'UF'],
  ['reset reason: connection timeout', 'UF'],
  ['reset reason: connection termination', 'UC'],
  ['upstream connect error', 'UF'],
];

/**
 * Recognises an answer that a sidecar made itself; undefined if the service behind it answered. Services answer with
 * problems, which may repeat what the sidecar of another one said.
 */
export function readSidecarReply(headers: Headers, body: string): SidecarReply | undefined {
  if (headers.get('content-type')?.startsWith('application/problem+json')) return undefined;
  const message = body.slice(0, 300).trim();
  if (headers.get('x-envoy-overloaded') === 'true') return { flag: 'UO', message };
  const known = texts.find(([text]) => body.includes(text));
  if (known) return { flag: known[1], message };
  // Without the time an upstream took there was no upstream, e.g. for a route that does not exist (404, flag NR).
  const local = headers.get('server') === 'envoy' && !headers.has('x-envoy-upstream-service-time');
  return local ? { message } : undefined;
}
