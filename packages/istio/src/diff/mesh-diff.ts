import type { Finding } from '../findings/finding.ts';
import type { SourceLocation } from '../findings/place.ts';

/** What a change means for those who call, the dangerous first. */
export const EFFECTS = [
  'more-permissive',
  'plaintext',
  'leak',
  'unreachable',
  'reachable',
  'failure',
  'routing',
  'resilience',
  'security',
  'headers',
] as const;

export type Effect = (typeof EFFECTS)[number];

/** Effects that open, disclose or break something. */
export const DANGEROUS: ReadonlySet<Effect> = new Set(EFFECTS.slice(0, 4));

/** A resource by which a change comes about, with the field that differs, and its place on either side. */
export interface Cause {
  /** `Kind NAMESPACE/NAME`. */
  readonly resource: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** `spec.http[0].route[1].weight`; absent for a resource that only one side has. */
  readonly field?: string;
  readonly before?: SourceLocation;
  readonly after?: SourceLocation;
}

/** One request of those that a change is about. */
export interface ExampleRequest {
  readonly from: string;
  readonly method: string;
  readonly url: string;
  /** The Host header, where it is not that of the URL. */
  readonly host?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the token that it carries, as it may be shown. */
  readonly token?: 'valid' | 'invalid';
}

/** What becomes otherwise of requests, alike for all of them. */
export interface Change {
  readonly effect: Effect;
  /** `NAME.NAMESPACE:PORT` of Services, or hosts of a gateway. */
  readonly to: readonly string[];
  /** `NAMESPACE/WORKLOAD` of each, `outside`, or a gateway for its clients. */
  readonly from: readonly string[];
  /** Which of the requests that were asked about; absent where it is every one of them. */
  readonly requests?: string;
  /** What differs: `answer`, `destinations`, or a setting such as `timeout`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** How many of the requests that were asked about; those of every caller count. */
  readonly count: number;
  readonly example: ExampleRequest;
  readonly causes: readonly Cause[];
}

/** What a change of the configuration does to requests. Plain JSON. */
export interface MeshDiff {
  readonly changes: readonly Change[];
  readonly findings: { readonly introduced: readonly Finding[]; readonly fixed: readonly Finding[] };
  /** `NAMESPACE/WORKLOAD` of those that only one side has: requests that they send are not compared. */
  readonly workloads: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Resources that differ, without a change of the requests that were asked about. */
  readonly withoutEffect: readonly Cause[];
  /** How many requests were asked of both sides. */
  readonly asked: number;
}
