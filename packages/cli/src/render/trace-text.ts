import { failed, spanName, statusCode, type TraceFailure } from '@lab/mesh-client';
import { type TraceLine, type TraceTree, traceLines } from '@lab/observe';
import type { Paint, Style } from '../terminal.ts';
import { causeText } from './cause-lines.ts';
import { reporter } from './reporter.ts';
import { flagMeaning, responseFlags } from './response-flags.ts';
import { table } from './table.ts';

const styles: Readonly<Record<string, Style>> = { gateway: 'magenta', sidecar: 'blue', app: 'green' };
const header = ['span', 'reported by', 'name', 'status', 'start', 'took', '', 'pod'];
const barWidth = 16;

/**
 * A trace as a tree: each span with who reported it, version, pod, times in ms and its place in time as a bar.
 *
 * @param failure why its request failed: the span where it did is marked
 */
export function traceText(tree: TraceTree, paint: Paint, failure?: TraceFailure): string {
  const lines = traceLines(tree);
  const rows = lines.map((line) => row(line, paint, failure));
  return [
    ...head(tree, lines, paint),
    table(header, rows, paint),
    ...remarks(tree, lines, paint, failure),
  ].join('\n');
}

function head({ traceId, roots }: TraceTree, lines: readonly TraceLine[], paint: Paint): string[] {
  const total = Math.max(...lines.map((line) => line.offsetMicros + line.span.durationMicros));
  const root = roots[0]?.span;
  const { 'http.method': method, 'http.url': url } = root?.attributes ?? {};
  const request = root && method && url ? [`${method} ${url} → ${statusCode(root) ?? 'no answer'}`] : [];
  const spans = `${lines.length} ${lines.length === 1 ? 'span' : 'spans'}`;
  const parent = root?.source === 'gateway' ? root.parentSpanId : undefined;
  return [
    `trace ${paint('bold', traceId)}`,
    [...request, spans, `${millis(total)} ms`].join(', '),
    ...(parent ? [`continues the caller's trace, below its span ${parent}`] : []),
    '',
  ];
}

function row(line: TraceLine, paint: Paint, failure: TraceFailure | undefined): string[] {
  const { span, branch, offsetMicros } = line;
  const style = styles[span.source] ?? 'reset';
  // `latest` is Istio's word for a pod without a version label.
  const version = span.version === 'latest' ? undefined : span.version;
  const title = [span.service, version].filter(Boolean).join(' ');
  return [
    paint('dim', branch) + (failed(span) ? paint('red', title) : title),
    paint(style, reporter(span)),
    spanName(span),
    statusCell(line, paint, failure),
    millis(offsetMicros).padStart(8),
    millis(span.durationMicros).padStart(8),
    paint(style, bar(line)),
    paint('dim', span.pod ?? ''),
  ];
}

function statusCell(
  { span, orphan, duplicate }: TraceLine,
  paint: Paint,
  failure: TraceFailure | undefined,
): string {
  const code = statusCode(span) ?? (span.status === 'error' ? span.attributes['error.type'] : undefined);
  const flags = responseFlags(span.attributes.response_flags);
  const causes = failure?.spanId === span.spanId ? failure.causes.map((cause) => cause.code) : [];
  const text = [code, ...flags, ...causes].filter((part) => part !== undefined).join(' ');
  const wrong = [orphan && 'orphan', duplicate && 'ID used twice'].filter(Boolean).join(', ');
  const status = failed(span) ? paint('red', `✗ ${text}`.trimEnd()) : text;
  return [status, wrong && paint('red', wrong)].filter(Boolean).join(' ');
}

function bar({ bar: [start, end] }: TraceLine): string {
  const first = Math.min(barWidth - 1, Math.floor(start * barWidth));
  const length = Math.max(1, Math.round((end - start) * barWidth));
  return `${' '.repeat(first)}${'━'.repeat(Math.min(length, barWidth - first))}`.padEnd(barWidth);
}

/** What the table has no room for: what the flags mean, why the request failed, and why a tree may not be whole. */
function remarks(
  tree: TraceTree,
  lines: readonly TraceLine[],
  paint: Paint,
  failure: TraceFailure | undefined,
): string[] {
  const flags = new Set(lines.flatMap(({ span }) => responseFlags(span.attributes.response_flags)));
  const explained = [...flags].flatMap((flag) => {
    const meaning = flagMeaning(flag);
    return meaning ? [`${paint('red', flag)}  ${meaning}`] : [];
  });
  const causes = (failure?.causes ?? []).map((cause) => causeText(cause, paint));
  const evidence = failure ? [paint('dim', `evidence: ./lab why ${tree.traceId.slice(0, 8)}`)] : [];
  const notes = [...explained, ...causes, ...evidence, ...incomplete(tree, paint)];
  return notes.length > 0 ? ['', ...notes] : [];
}

function incomplete({ orphans, duplicates }: TraceTree, paint: Paint): string[] {
  const counts = [
    orphans.length > 0 && `spans with an unknown parent: ${orphans.length}`,
    duplicates.length > 0 && `span IDs used twice: ${duplicates.length}`,
  ].filter(Boolean);
  return counts.length > 0 ? [paint('yellow', counts.join(', '))] : [];
}

function millis(micros: number): string {
  return (micros / 1000).toFixed(2);
}
