import type { Outcome } from './ask.ts';

/** One service on a request's way, as far as the page knows about it. */
export type Station = {
  readonly service: string;
  /** The version label, or `failed`; absent before the first request. */
  readonly version?: string;
  readonly pod?: string;
  readonly durationMs?: number;
};

/** The services of the application, shown before a request has told of its way. */
export const tiers: readonly string[] = ['frontend', 'backend', 'ml'];

/** The way that a request took; after a failure, who answered and who failed. */
export function stationsOf(outcome: Outcome | undefined): readonly Station[] {
  if (!outcome) return tiers.map((service) => ({ service }));
  if (outcome.ok) return outcome.answer.hops;
  const { servedBy, hop } = outcome.failure;
  const failed = { service: hop, version: 'failed' };
  return servedBy && servedBy.service !== hop ? [servedBy, failed] : [failed];
}
