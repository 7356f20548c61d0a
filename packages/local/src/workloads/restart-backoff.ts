const FIRST_MS = 500;
const LONGEST_MS = 60_000;
/** A run that lasted this long ends the series. */
const STABLE_MS = 60_000;

/** Delays between restarts: doubling from half a second to a minute, as the kubelet's do from 10 s to 5 min. */
export interface RestartBackoff {
  /** Milliseconds to wait before the next start, given how long the last run lasted. */
  next(ranMs: number): number;
}

export function restartBackoff(): RestartBackoff {
  let delay = FIRST_MS;
  return {
    next: (ranMs) => {
      const current = ranMs >= STABLE_MS ? FIRST_MS : delay;
      delay = Math.min(current * 2, LONGEST_MS);
      return current;
    },
  };
}
