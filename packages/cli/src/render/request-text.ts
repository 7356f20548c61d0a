import type { RequestReport } from '@lab/mesh-client';
import type { Paint } from '../terminal.ts';
import { totals } from './call-text.ts';
import { table } from './table.ts';

/** Headers about the connection, the bytes and what a browser may do, which say nothing of the mesh; `--json` has all. */
const LEFT_OUT =
  /^(connection|content-length|date|etag|keep-alive|transfer-encoding|vary|x-powered-by|link|cache-control|content-security-policy|cross-origin-.*|permissions-policy|referrer-policy|x-content-type-options|x-frame-options)$/;

/** One answer in full, or many as a table. */
export function requestText(report: RequestReport, paint: Paint): string[] {
  const lines = report.requests === 1 ? answerLines(report, paint) : tableLines(report, paint);
  const failed = report.failures.map(({ reason, count }) => `  ${count} × ${reason}`);
  return failed.length === 0 ? lines : [...lines, '', paint('red', 'no answer:'), ...failed];
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
    `${Number(((count / requests) * 100).toFixed(1))} %`,
    paint('dim', reason),
  ]);
  return [totals(report, paint), ...(rows.length > 0 ? ['', table(header, rows, paint)] : [])];
}
