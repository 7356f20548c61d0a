import { readFile } from 'node:fs/promises';

/** Envoy's words for refusing a configuration: its statistics have only the number, its log the words. */
export async function lastRejection(logPath: string): Promise<string> {
  const lines = (await readFile(logPath, 'utf8')).split('\n');
  const line = lines.findLast((text) => /rejected: |rejected because |Error adding/.test(text)) ?? '';
  const words = line.replace(/^(\[[^\]]*\]\s*)+/, '').replace(/^REST config for \S+ rejected: /, '');
  return words || 'Envoy gives no reason';
}
