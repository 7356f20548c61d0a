/** Runs `work` one call at a time: calls that come while it is at work are served together by the next run. */
export function coalesced<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<unknown> = Promise.resolve();
  let queued: Promise<Result> | undefined;
  return () => {
    queued ??= running.then(() => {
      queued = undefined;
      const result = work();
      running = result.catch(() => {});
      return result;
    });
    return queued;
  };
}
