import type { CausedFailures, CauseSummary } from '@lab/mesh-client';
import type { Paint } from '../terminal.ts';

/** What came of requests that failed: their causes, or the name of the incident that mutes them. */
export type WithCauses = { readonly causes: readonly CausedFailures[] } | { readonly muted: string };

/** A cause in a line. */
export function causeText({ code, certainty, sentence }: CauseSummary, paint: Paint): string {
  return `${paint(certainty === 'certain' ? 'red' : 'yellow', `${certainty} ${code}`)}  ${sentence}`;
}

/**
 * The causes of the requests that were answered with a status, one in a line, each with the command that shows its
 * evidence; none where they are muted.
 *
 * @param status 0 for no answer
 * @param on where the requests went, as `--on` named it
 */
export function causeLines(of: WithCauses, status: number, paint: Paint, on?: string): string[] {
  if ('muted' in of) return [];
  const place = on === undefined ? '' : ` --on ${on}`;
  const found = of.causes.filter((failures) => failures.status === status);
  if (found.length === 0) return [`${paint('yellow', 'unknown')}  the access logs do not have them`];
  return found.flatMap(({ count, causes: named, requestId }) => {
    const command = `./lab why${requestId === undefined ? '' : ` ${requestId.slice(0, 8)}`}${place}`;
    const times = found.length > 1 ? `${count} × ` : '';
    const texts = named.map((cause) => causeText(cause, paint));
    if (texts.length === 0) texts.push(`${paint('yellow', 'unknown')}  the evidence does not decide`);
    return texts.map((text) => `${times}${text} ${paint('dim', `(${command})`)}`);
  });
}
