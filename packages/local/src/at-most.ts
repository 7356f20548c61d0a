/**
 * Runs work as it comes, but at most `limit` pieces at the same time; the others wait in their order.
 *
 * @returns a function that runs a piece of work, and settles as it does
 */
export function atMost(limit: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      // The next one takes the place over.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
