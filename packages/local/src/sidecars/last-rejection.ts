import { readFile } from 'node:fs/promises';

/** Envoy's words for refusing a configuration: its statistics have only the number, its log the words. */
export async function lastRejection(logPath: string): Promise<string> {
  return rejectionIn(await readFile(logPath, 'utf8')) || 'Envoy gives no reason';
}

/** What the last refusal in Envoy's log gives as its reason; undefined when nothing was refused. */
export function rejectionIn(log: string): string | undefined {
  const lines = log.split('\n');
  const first = lines.findLastIndex((line) => /rejected: |rejected because |Error adding/.test(line));
  if (first === -1) return undefined;
  const length = lines.slice(first + 1).findIndex((line) => line.startsWith('['));
  const entry = lines.slice(first, length === -1 ? undefined : first + 1 + length).join('\n');
  return entry
    .replace(/^(\[[^\]]*\]\s*)+/, '')
    .replace(/^REST config for \S+ rejected: /, '')
    .replace(PRINTED_MESSAGE, '')
    .replace(/[:\s]+$/, '');
}

/** Protobuf prints the whole resource, marked by one of several such words, before the reason or after it. */
const PRINTED_MESSAGE = /goo\.gle\/debug\w+[\s\S]*?(\n: |$)/;
