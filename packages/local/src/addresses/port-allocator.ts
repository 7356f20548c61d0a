import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { LabError } from '@lab/errors';
import { LOOPBACK } from './socket-address.ts';

/** Above the ports that people choose, below those that systems hand out to clients (Linux from 32768, macOS from 49152). */
const FIRST = 15_100;
const LAST = 24_999;
const COUNT = LAST - FIRST + 1;

/** Hands out loopback ports. A key that had a port before gets it again where it is still free. */
export interface PortAllocator {
  /** @throws LabError NO_FREE_PORT when the whole range is taken */
  allocate(key: string): Promise<number>;
  /** Gives back the ports of all keys that start with `prefix`. */
  release(prefix: string): void;
  /** Every port handed out, by key: what the next run may be given as `remembered`. */
  assigned(): Readonly<Record<string, number>>;
}

/**
 * @param remembered ports by key that are taken up again
 * @param first where the search begins; from the end of the range it goes on at its start
 */
export function portAllocator(
  remembered: Readonly<Record<string, number>> = {},
  first = FIRST,
): PortAllocator {
  const byKey = new Map<string, number>();
  const taken = new Set<number>();
  const wished = new Set(Object.values(remembered));

  const take = async (port: number) => {
    if (taken.has(port)) return false;
    // Taken before the probe, so that two allocations at once do not settle on one port.
    taken.add(port);
    if (await isFree(port)) return true;
    taken.delete(port);
    return false;
  };
  const next = async () => {
    for (let offset = 0; offset < COUNT; offset++) {
      const port = FIRST + ((first - FIRST + offset) % COUNT);
      if (!wished.has(port) && (await take(port))) return port;
    }
    for (const port of wished) if (await take(port)) return port;
    throw new LabError(
      'NO_FREE_PORT',
      `no port from ${FIRST} to ${LAST} is free`,
      'Stop the programs that use these ports.',
    );
  };
  return {
    allocate: async (key) => {
      const known = byKey.get(key);
      if (known !== undefined) return known;
      const before = remembered[key];
      const port = before !== undefined && (await take(before)) ? before : await next();
      byKey.set(key, port);
      return port;
    },
    release: (prefix) => {
      for (const [key, port] of byKey) {
        if (!key.startsWith(prefix)) continue;
        byKey.delete(key);
        taken.delete(port);
      }
    },
    assigned: () => Object.fromEntries(byKey),
  };
}

/**
 * Where a lab's ports begin, by its folder. A port is free until what it was handed out for listens, a second or so
 * later; and Envoys share a port that both listen on (SO_REUSEPORT). Labs that run beside each other must not be
 * handed the same one meanwhile.
 */
export function firstPortOf(labDir: string): number {
  return FIRST + (numberOf(labDir) % COUNT);
}

/** A number that always is the same for a lab's folder, and as a rule another for another. */
export function numberOf(labDir: string): number {
  return createHash('sha256').update(labDir).digest().readUInt32BE();
}

/** Whether a port of `host` can be listened on right now. */
export function isFree(port: number, host = LOOPBACK): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
