import type { journey } from '@lab/istio';
import { listText } from './explain-style.ts';

/** Changes of headers, in one line. */
export function headerLines(
  what: 'Request' | 'Response',
  { set, add, remove }: journey.HeaderChanges,
): string[] {
  const parts = [
    ...Object.entries(set).map(([name, value]) => `set ${name} to "${value}"`),
    ...Object.entries(add).map(([name, value]) => `add ${name} "${value}"`),
    ...remove.map((name) => `remove ${name}`),
  ];
  return parts.length > 0 ? [`${what} headers: ${listText(parts)}.`] : [];
}
