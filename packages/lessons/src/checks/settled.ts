import { setTimeout as delay } from 'node:timers/promises';
import type { Ask } from '../ask/ask.ts';

/** Milliseconds between two looks, and for which a look may be late. */
const LOOK_MS = 300;

/**
 * What is seen when it agrees with the configuration, or when connections that were open before the last edit have
 * drained. Until then such a connection keeps the policies and certificates that it was opened with.
 * Source: Envoy, "Draining" (`--drain-time-s`): filter chains that are replaced finish what is open on them.
 */
export async function settled<Seen>(
  { mesh, signal }: Pick<Ask, 'mesh' | 'signal'>,
  look: () => Promise<Seen>,
  agrees: (seen: Seen) => boolean | Promise<boolean>,
): Promise<Seen> {
  const looks = Math.ceil(mesh.drainMs / LOOK_MS) + 2;
  for (let done = 1; ; done += 1) {
    const seen = await look();
    if (done > looks || (await agrees(seen))) return seen;
    await delay(LOOK_MS, undefined, { signal });
  }
}
