import type { TraceLine, TraceTree } from '@lab/observe';
import { traceLines } from '@lab/observe';
import type { Paint, Style } from '../terminal.ts';

const sourceStyles: Readonly<Record<string, Style>> = { gateway: 'magenta', sidecar: 'blue', app: 'green' };
const barWidth = 24;

/** A trace as a tree: each span with who reported it, version, pod, duration and its place in time as a bar. */
export function traceText(tree: TraceTree, paint: Paint): string {
  const lines = traceLines(tree);
  const total = Math.max(...lines.map((line) => line.offsetMicros + line.span.durationMicros));
  const titles = lines.map((line) => line.branch + title(line));
  const width = Math.max(...titles.map((text) => text.length));
  const rows = lines.map((line, index) => {
    const text = titles[index] ?? '';
    const style = sourceStyles[line.span.source] ?? 'reset';
    const painted = paint('dim', line.branch) + paint(style, text.slice(line.branch.length));
    return `${painted}${' '.repeat(width - text.length)}  ${bar(line)} ${millis(line.span.durationMicros)}${marks(line, paint)}`;
  });
  const head = `trace ${paint('bold', tree.traceId)}  ${lines.length} spans, ${millis(total).trim()}`;
  return [head, ...rows, ...problems(tree, paint)].join('\n');
}

function title({ span }: TraceLine): string {
  const where = [span.service, span.version].filter(Boolean).join(' ');
  const pod = span.pod ? ` [${span.pod}]` : '';
  return `${where} ${span.source === 'app' ? 'app' : span.source} ${span.kind}${pod}  ${span.name}`;
}

function bar({ bar: [start, end] }: TraceLine): string {
  const first = Math.min(barWidth - 1, Math.floor(start * barWidth));
  const length = Math.max(1, Math.round((end - start) * barWidth));
  return `${' '.repeat(first)}${'━'.repeat(Math.min(length, barWidth - first))}`.padEnd(barWidth);
}

function marks({ span, orphan, duplicate }: TraceLine, paint: Paint): string {
  const code = span.attributes['http.status_code'] ?? span.attributes['http.response.status_code'];
  const status = code === undefined ? '' : ` ${paint(span.status === 'error' ? 'red' : 'dim', String(code))}`;
  const wrong = [orphan && 'orphan', duplicate && 'id used twice'].filter(Boolean).join(', ');
  return status + (wrong && ` ${paint('red', wrong)}`);
}

function problems(tree: TraceTree, paint: Paint): string[] {
  const count = tree.orphans.length + tree.duplicates.length;
  if (count === 0) return [];
  return [
    paint(
      'yellow',
      `${tree.orphans.length} spans without their parent, ${tree.duplicates.length} ids used twice: spans may still be on their way`,
    ),
  ];
}

function millis(micros: number): string {
  return `${(micros / 1000).toFixed(2).padStart(8)} ms`;
}
