import type { Cause, Diagnosis } from '@lab/evidence';
import { useEffect, useState } from 'react';
import type { RequestRow } from '../../../protocol.ts';
import { ask } from '../../store/ask.ts';
import { MOST_REQUESTS } from '../../store/state.ts';

/** Of the newest that failed so many are asked about: each costs the lab a look at its access logs. */
const MOST = 20;

/** Milliseconds after which the access logs have all of a request. */
const SETTLED_MS = 1_500;

/** Milliseconds after which a question without an answer is asked again. */
const AGAIN_MS = 5_000;

export type CausesById = ReadonlyMap<string, readonly Cause[]>;

/** What was learned of causes; requests do not fail for another cause later. */
const known = new Map<string, readonly Cause[]>();
let isAsking = false;

/** Keeps as many as the page has requests; what was learned first is forgotten first. */
function learn(id: string, causes: readonly Cause[]): void {
  known.set(id, causes);
  const [oldest] = known.keys();
  if (known.size > MOST_REQUESTS && oldest !== undefined) known.delete(oldest);
}

/**
 * The causes of requests that failed, asked one after the other, the newest first; none of those that were not asked
 * about yet.
 *
 * @param now the server's time in milliseconds
 */
export function useCauses(rows: readonly RequestRow[], now: number): CausesById {
  const [, setCount] = useState(0);
  const next = rows
    .filter(({ failed }) => failed)
    .slice(0, MOST)
    .find(({ id, at, durationMs }) => !known.has(id) && now - at - durationMs > SETTLED_MS);
  useEffect(() => {
    if (!next || isAsking) return;
    isAsking = true;
    void ask<Diagnosis | null>(`/api/why?id=${encodeURIComponent(next.id)}`).then((answer) => {
      isAsking = false;
      learn(next.id, answer.ok ? (answer.value?.causes ?? []) : []);
      // While an incident is open nobody says it, and the lab may be about to restart.
      if (!answer.ok) setTimeout(() => known.delete(next.id), AGAIN_MS);
      setCount((count) => count + 1);
    });
  }, [next]);
  return known;
}
