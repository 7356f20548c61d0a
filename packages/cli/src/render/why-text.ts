import type { Cause, Diagnosis } from '@lab/evidence';
import type { WhyAnswer, WhyQuestion } from '@lab/mesh-client';
import type { Paint } from '../terminal.ts';

/** What failed and where, then each cause with its evidence. */
export function whyText(diagnosis: Diagnosis, paint: Paint): string {
  const { request, requestId, traceId, time, hops, origin, causes, unseen } = diagnosis;
  const ids = [requestId && `request ${requestId}`, traceId && `trace ${traceId}`].filter(Boolean);
  return [
    paint('bold', request),
    paint('dim', [new Date(time).toISOString(), ...ids].join(', ')),
    `path: ${hops.join(' → ')}`,
    `failed at ${hops.at(-1)}: ${origin}`,
    ...(causes.length > 0 ? causes.flatMap((cause) => causeLines(cause, paint)) : undecided(paint)),
    ...(unseen.length > 0 ? ['', unseenText(unseen)] : []),
  ].join('\n');
}

function causeLines({ code, certainty, sentence, lines, not, next }: Cause, paint: Paint): string[] {
  const style = certainty === 'certain' ? 'red' : 'yellow';
  return [
    '',
    `${paint(style, certainty)}  ${code}  ${sentence}`,
    ...lines.map(({ source, text }) => `  ${paint('dim', source)}: ${text}`),
    ...not.map((text) => `  ${text}`),
    ...next.map((text) => `  next: ${text}`),
  ];
}

/** What the access logs do not have, and where the format is that has it. */
function unseenText(fields: readonly string[]): string {
  return `The access logs do not have ${fields.join(', ')}. Without these fields no cause is certain. \
Set accessLogFormat as in k8s/cluster/istiod-values.yaml (docs/why.md, "On a cluster").`;
}

/** That no request was found, and how far the access logs were read. */
export function nothingFoundText({ lookedBackTo }: WhyAnswer, { id, since }: WhyQuestion): string {
  const nothing =
    id === undefined ? 'No request has failed' : `No request that failed has an ID that starts with ${id}`;
  if (lookedBackTo === null || lookedBackTo <= (since ?? 0)) return `${nothing}.`;
  const further = id === undefined ? ' To look further back, use --since: ./lab why --since 1h' : '';
  return `${nothing}. ${notReadText(lookedBackTo)}${further}`;
}

/** That access logs were not read whole. */
export function notReadText(lookedBackTo: number): string {
  return `Access logs from before ${new Date(lookedBackTo).toISOString()} were not read.`;
}

function undecided(paint: Paint): string[] {
  return ['', `${paint('yellow', 'unknown')}  The evidence does not say why. Look at the spans: ./lab trace`];
}
