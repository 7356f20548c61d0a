import type { CallReport } from '@lab/mesh-client';
import type { SplitShare } from '@lab/observe';
import type { Paint } from '../terminal.ts';
import { causeLines, type WithCauses } from './cause-lines.ts';
import { table } from './table.ts';

const header = ['tier', 'version', 'count', 'share', 'weight', '99.9% interval', ''];

/**
 * The report as lines: totals, the split per tier, failures by reason, and what to look at next.
 *
 * @param on where the requests went, as `--on` named it
 */
export function callText(report: CallReport & WithCauses, paint: Paint, on?: string): string[] {
  const { tiers, lastTraceId } = report;
  const traceCommand = (id: string) => `./lab trace ${id}${on === undefined ? '' : ` --on ${on}`}`;
  return [
    totals(report, paint),
    ...(tiers.length === 0
      ? []
      : [
          '',
          table(
            header,
            tiers.map((tier) => row(tier, paint)),
            paint,
          ),
        ]),
    ...failures(report, paint, traceCommand, on),
    ...(lastTraceId
      ? ['', paint('dim', `trace of the last sampled request: ${traceCommand(lastTraceId)}`)]
      : []),
  ];
}

/** How many requests were answered, and how fast. */
export function totals(
  { requests, answered, elapsedMs, latencyMs }: Omit<CallReport, 'failures' | 'tiers'>,
  paint: Paint,
): string {
  const rate = Math.round(requests / (elapsedMs / 1000));
  const answers = `${answered} of ${requests} answered`;
  const latency = Object.entries(latencyMs).map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`);
  return [
    paint(answered === requests ? 'green' : 'red', answers),
    `${(elapsedMs / 1000).toFixed(1)} s`,
    `${rate}/s`,
    ...latency,
  ].join(', ');
}

function row(tier: SplitShare, paint: Paint): string[] {
  const { service, version, count, share, weight, interval, inside } = tier;
  const start = [service, version, String(count), percent(share)];
  if (weight === undefined || !interval) return [...start, '–', '–', paint('dim', 'no weights configured')];
  const verdict = inside ? paint('green', 'inside') : paint('red', 'outside');
  return [...start, percent(weight), `${interval.low} to ${interval.high}`, verdict];
}

function percent(part: number): string {
  return `${Number((part * 100).toFixed(1))}%`;
}

/** Failures by status, and after those of a status their causes. */
function failures(
  report: CallReport & WithCauses,
  paint: Paint,
  traceCommand: (id: string) => string,
  on?: string,
): string[] {
  if (report.failures.length === 0) return [];
  const sorted = report.failures.toSorted((a, b) => b.count - a.count);
  const lines = [...Map.groupBy(sorted, ({ status }) => status)].flatMap(([status, alike]) => [
    ...alike.flatMap(({ reason, count, traceId }) => [
      `  ${count} × ${reason}`,
      ...(traceId ? [paint('dim', `      trace of the last sampled one: ${traceCommand(traceId)}`)] : []),
    ]),
    ...causeLines(report, status, paint, on).map((line) => `      ${line}`),
  ]);
  return ['', paint('red', 'failed:'), ...lines];
}
