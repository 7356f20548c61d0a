/** Time, for what waits: a lab has the system's, a test one of its own. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls `work` once, after `ms` milliseconds. Returns a function that cancels it. */
  after(ms: number, work: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
