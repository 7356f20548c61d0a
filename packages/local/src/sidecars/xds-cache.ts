import type { Subscription } from './xds-resources.ts';

/** How long a request waits for something new, in milliseconds; well below the timeout that Envoy gives it. */
const HOLD_MS = 25_000;

/** One version of what a subscription gets. */
export interface Offer {
  readonly version: string;
  /** JSON of an array. */
  readonly resources: string;
}

/** The configuration of one running Envoy, as it is to be now, and who waits for a newer one. */
export interface XdsCache {
  /** Offers those whose resources changed as `version`. Returns them. */
  offer(subscriptions: readonly Subscription[], version: string): Subscription[];
  /**
   * Waits until there is something else than the version `known` (empty for none), at most 25 s.
   *
   * @returns undefined when there was nothing new, or `signal` ended the wait
   */
  poll(key: string, known: string, signal: AbortSignal): Promise<Offer | undefined>;
}

interface Entry {
  offer?: Offer;
  /** Version that was sent last. */
  sent?: string;
  readonly waiting: Set<() => void>;
}

export function xdsCache(holdMs = HOLD_MS): XdsCache {
  const entries = new Map<string, Entry>();
  const entryOf = (key: string) => {
    const entry = entries.get(key) ?? { waiting: new Set() };
    entries.set(key, entry);
    return entry;
  };
  const offerOne = (entry: Entry, offer: Offer) => {
    if (entry.offer?.resources === offer.resources) return false;
    entry.offer = offer;
    for (const wake of [...entry.waiting]) wake();
    return true;
  };
  return {
    offer: (subscriptions, version) =>
      subscriptions.filter(({ key, resources }) =>
        offerOne(entryOf(key), { version, resources: JSON.stringify(resources) }),
      ),
    poll: async (key, known, signal) => {
      const entry = entryOf(key);
      if (!isNews(entry, known)) await nextOffer(entry, holdMs, signal);
      if (signal.aborted || !entry.offer || entry.offer.version === known) return undefined;
      entry.sent = entry.offer.version;
      return entry.offer;
    },
  };
}

/**
 * An Envoy that knows an older version than was sent has refused the newer one (there is no other word of it
 * in REST xDS): sent again at once, it would refuse it again and again. One that knows none yet asks for a
 * cluster or listener that it has just made, whatever was sent to the one before.
 */
function isNews({ offer, sent }: Entry, known: string): boolean {
  if (!offer || offer.version === known) return false;
  return known === '' || offer.version !== sent;
}

function nextOffer(entry: Entry, holdMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      entry.waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, holdMs);
    signal.addEventListener('abort', wake);
    entry.waiting.add(wake);
  });
}
