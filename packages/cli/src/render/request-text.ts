import type { RequestReport } from '@lab/mesh-client';
import type { Paint } from '../terminal.ts';
import { totals } from './call-text.ts';
import { causeLines, type WithCauses } from './cause-lines.ts';
import { table } from './table.ts';

/** Headers about the connection, the bytes and what a browser may do, which say nothing of the mesh; `--json` has all. */
const LEFT_OUT =
  /^(connection|content-length|date|etag|keep-alive|transfer-encoding|vary|x-powered-by|link|cache-control|content-security-policy|cross-origin-.*|permissions-policy|referrer-policy|x-content-type-options|x-frame-options)$/;

/**
 * One answer in full, or many as a table; then the causes of those that failed.
 *
 * @param on where the requests went, as `--on` named it
 */
export function requestText(report: RequestReport & WithCauses, paint: Paint, on?: string): string[] {
  const lines = report.requests === 1 ? answerLines(report, paint) : tableLines(report, paint);
  const unanswered = report.failures.map(({ reason, count }) => `  ${count} × ${reason}`);
  return [
    ...lines,
    ...(unanswered.length > 0 ? ['', paint('red', 'no answer:'), ...unanswered] : []),
    ...causes(report, paint, on),
  ];
}

function causes(report: RequestReport & WithCauses, paint: Paint, on?: string): string[] {
  const failed = report.answers.map(({ status }) => status).filter((status) => status >= 400);
  const statuses = [...new Set([...failed, ...(report.failures.length > 0 ? [0] : [])])];
  const lines = statuses.flatMap((status) =>
    causeLines(report, status, paint, on).map((line) => `  ${status || 'no answer'}: ${line}`),
  );
  return lines.length === 0 ? [] : ['', paint('red', 'why:'), ...lines];
}

function answerLines({ last, latencyMs }: RequestReport, paint: Paint): string[] {
  if (!last) return [];
  const { status, statusText, headers, body } = last;
  const shown = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !LEFT_OUT.test(name),
  );
  return [
    `${paint(status < 400 ? 'green' : 'red', `${status} ${statusText}`.trim())} in ${latencyMs.p50?.toFixed(1)} ms`,
    ...shown.flatMap(([name, value]) =>
      [value ?? []].flat().map((text) => `${paint('dim', `${name}:`)} ${text}`),
    ),
    ...(body ? ['', body.trimEnd()] : []),
  ];
}

const header = ['status', 'pod', 'count', 'share', ''];

function tableLines(report: RequestReport, paint: Paint): string[] {
  const { requests, answers } = report;
  const rows = answers.map(({ status, pod = '–', reason = '', count }) => [
    paint(status < 400 ? 'green' : 'red', String(status)),
    pod,
    String(count),
    `${Number(((count / requests) * 100).toFixed(1))}%`,
    paint('dim', reason),
  ]);
  return [totals(report, paint), ...(rows.length > 0 ? ['', table(header, rows, paint)] : [])];
}
