import type { Outcome } from './ask.ts';

/** What one request met at one tier: the version that answered, or that it failed there. */
export type Mark = { readonly version: string } | 'failed';

/** The requests of a run, each as the tiers it reached. */
export type Split = {
  readonly requests: readonly ReadonlyMap<string, Mark>[];
  /** Requests without an answer, by what went wrong: title and how many. */
  readonly failures: ReadonlyMap<string, number>;
};

export const emptySplit: Split = { requests: [], failures: new Map() };

export function addOutcome({ requests, failures }: Split, outcome: Outcome): Split {
  const counted = new Map(failures);
  if (!outcome.ok) counted.set(outcome.failure.title, (counted.get(outcome.failure.title) ?? 0) + 1);
  return { requests: [...requests, marksOf(outcome)], failures: counted };
}

/** How many requests each version answered at a tier, the most first. */
export function countVersions({ requests }: Split, tier: string): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const request of requests) {
    const mark = request.get(tier);
    if (!mark) continue;
    const name = mark === 'failed' ? mark : mark.version;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** A request that failed is known to have reached the tier that answered it and the one that failed it. */
function marksOf(outcome: Outcome): ReadonlyMap<string, Mark> {
  if (outcome.ok) return new Map(outcome.answer.hops.map(({ service, version }) => [service, { version }]));
  const { servedBy, hop } = outcome.failure;
  const marks = new Map<string, Mark>();
  if (servedBy) marks.set(servedBy.service, { version: servedBy.version });
  return marks.set(hop, 'failed');
}
