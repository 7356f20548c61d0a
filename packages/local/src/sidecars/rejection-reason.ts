/** Protobuf prints the whole resource, marked by one of several such words, before the reason or after it. */
const PRINTED_MESSAGE = /goo\.gle\/debug\w+[\s\S]*?(\n: |$)/;

/** Why Envoy refuses a configuration, in its own words, without the resource that it prints. */
export function rejectionReason(words: string): string {
  const reason = words.replace(PRINTED_MESSAGE, '').replace(/[:\s]+$/, '');
  return reason || 'Envoy gives no reason';
}
