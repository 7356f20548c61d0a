/**
 * Calls `send` `count` times, at most `concurrency` at once, and hands each result over as it comes.
 *
 * @throws what `send` throws; calls under way then end by themselves, no new one is begun
 */
export async function sendMany<T>(
  send: () => Promise<T>,
  { count, concurrency }: { count: number; concurrency: number },
  onResult: (result: T) => void,
): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left > 0) {
      left -= 1;
      onResult(await send());
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, count) }, lane));
  } finally {
    left = 0;
  }
}
