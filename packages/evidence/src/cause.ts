import { type AccessLogEntry, entryText } from './access-log-entry.ts';
import type { Evidence } from './evidence.ts';
import type { Incident } from './incident.ts';

/** One piece of evidence: where it stands, and what it says. */
export interface EvidenceLine {
  /** `access log of NAMESPACE/POD`, `statistic of …`, `configuration`, `finding`. */
  readonly source: string;
  readonly text: string;
  /** `Kind NAMESPACE/NAME` of the resource that it is about. */
  readonly resource?: string;
}

/** That a cause applies to a failure. */
export interface Verdict {
  /** `likely` where other causes would leave the same evidence. */
  readonly certainty: 'certain' | 'likely';
  readonly sentence: string;
  readonly lines: readonly EvidenceLine[];
  /** What it looks like and is not, and why; or what else it may be, and what would decide. */
  readonly not: readonly string[];
  /** Commands, or edits with their place. */
  readonly next: readonly string[];
}

/** A cause of the catalogue: the texts are those of docs/why.md. */
export interface CauseDefinition {
  /** Never changes. */
  readonly code: string;
  readonly title: string;
  readonly meaning: string;
  /** What it is recognized by. */
  readonly evidence: string;
  readonly fix: string;
  find(incident: Incident, evidence: Evidence): Verdict | undefined | Promise<Verdict | undefined>;
}

export function logLine(entry: AccessLogEntry): EvidenceLine {
  return { source: `access log of ${entry.pod}`, text: entryText(entry) };
}

/** The access log lines of both ends. */
export function bothEnds({ origin, callee }: Incident): EvidenceLine[] {
  return [origin, ...(callee ? [callee] : [])].map(logLine);
}

/** Statistics of a proxy as evidence; those that count nothing are left out. */
export function statisticLines(pod: string, statistics: ReadonlyMap<string, number>): EvidenceLine[] {
  return [...statistics]
    .filter(([, value]) => value > 0)
    .map(([name, value]) => ({ source: `statistic of ${pod}`, text: `${name}: ${value}` }));
}

/** A name of a cluster in the filter of statistics. */
export function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
