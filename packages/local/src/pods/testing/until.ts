/** Limit for what hangs, in milliseconds. */
const LIMIT_MS = 10_000;

/** Lets what is under way go on until something is so. */
export async function until(isSo: () => boolean): Promise<void> {
  const limit = performance.now() + LIMIT_MS;
  while (!isSo()) {
    if (performance.now() > limit) throw new Error(`not so after ${LIMIT_MS / 1_000} s: ${isSo}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Lets all go on that waits for nothing but its turn, files aside. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
