import type { Outcome } from './ask.ts';
import { pathOf, stopsOf, tiers } from './path.ts';

/** What one request met at one tier: the version that answered, or that it failed there. */
export type Mark = { readonly version: string } | 'failed';

/** The requests of a run, each as the tiers it reached; a tier may be called more than once for a request. */
export type Split = {
  readonly requests: readonly ReadonlyMap<string, readonly Mark[]>[];
  readonly answered: number;
  /** Requests without an answer, by what went wrong: title and how many. */
  readonly failures: ReadonlyMap<string, number>;
};

export const emptySplit: Split = { requests: [], answered: 0, failures: new Map() };

export function addOutcome({ requests, answered, failures }: Split, outcome: Outcome): Split {
  const counted = new Map(failures);
  if (!outcome.ok) counted.set(outcome.failure.title, (counted.get(outcome.failure.title) ?? 0) + 1);
  return {
    requests: [...requests, marksOf(outcome)],
    answered: outcome.ok ? answered + 1 : answered,
    failures: counted,
  };
}

/** The tiers of the application, and every other that a request reached, in the order in which they were first seen. */
export function tiersOf({ requests }: Split): readonly string[] {
  return [...new Set([...tiers, ...requests.flatMap((request) => [...request.keys()])])];
}

/** How many calls each version answered at a tier, the most first. */
export function countVersions({ requests }: Split, tier: string): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const mark of requests.flatMap((request) => request.get(tier) ?? [])) {
    const name = mark === 'failed' ? mark : mark.version;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** How far a run of `count` requests is: what was answered, and what failed. */
export function progressOf({ requests, answered }: Split, count: number): string {
  const failed = requests.length - answered;
  return `${answered} of ${count} answered${failed > 0 ? `, ${failed} failed` : ''}`;
}

function marksOf(outcome: Outcome): ReadonlyMap<string, readonly Mark[]> {
  const marks = new Map<string, Mark[]>();
  for (const { name, kind, version, failed } of stopsOf(pathOf(outcome))) {
    if (kind !== 'service') continue;
    const mark = failed || !version ? 'failed' : { version };
    marks.set(name, [...(marks.get(name) ?? []), mark]);
  }
  return marks;
}
