/** Protobuf prints the whole resource, marked by one of several such words, before the reason or after it. */
const PRINTED_MESSAGE = /goo\.gle\/debug\w+[\s\S]*?(\n: |$)/g;

/** Why Envoy rejects a resource, in its own words, without the resource that it prints. */
export function rejectionReason(words: string): string {
  const reason = words.replace(PRINTED_MESSAGE, '').replace(/[:\s]+$/, '');
  return reason || 'Envoy prints the resource and no reason, which its log has';
}
