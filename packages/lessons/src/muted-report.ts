import type { CheckReport, LessonReport } from './run-checks.ts';

/** Commands that say nothing while an incident is open. */
const MUTED = /^\.\/lab (why|explain)\b/;
/** What `./lab logs` calls the gateway of a hop. */
const GATEWAY = 'istio-ingressgateway';

/**
 * A report while the cause of its incident is muted: where a check names a command that is muted, it names the logs of
 * both ends of the hop, or the trace.
 *
 * @param hasLogs whether `./lab logs` has the logs of the mesh: on this machine
 */
export function mutedReport<Report extends LessonReport>(report: Report, hasLogs: boolean): Report {
  return { ...report, checks: report.checks.map((check) => mutedCheck(check, hasLogs)) };
}

function mutedCheck(check: CheckReport, hasLogs: boolean): CheckReport {
  const { verdict } = check;
  if (verdict.state !== 'wrong' || !MUTED.test(verdict.next ?? '')) return check;
  const ends = hasLogs ? (verdict.hop?.split(' → ') ?? []) : [];
  const logs = ends.map((end) => `./lab logs ${end === 'gateway' ? GATEWAY : end}`);
  return { ...check, verdict: { ...verdict, next: logs.join(', ') || './lab trace' } };
}
