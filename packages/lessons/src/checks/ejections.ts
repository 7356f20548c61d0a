import { callersOf, callStatistic, noCaller } from '../ask/caller.ts';
import { hopsTo, hopText, unreached } from '../ask/tier.ts';
import { type Check, right, wrong } from '../lesson.ts';
import { counted } from './counted.ts';
import { EJECTED } from './ejects.ts';

interface EjectionsOptions {
  readonly title: string;
  readonly tier: 'backend' | 'ml';
}

/** No caller keeps a pod of a tier ejected. An ejection ends by itself, so that one is not wrong, and not yet right. */
export function noneEjected({ title, tier }: EjectionsOptions): Check {
  return {
    title,
    run: async (ask) => {
      const callers = await callersOf(ask, tier);
      if (callers.length === 0) return noCaller(tier);
      for (const caller of callers) {
        const ejected = await callStatistic(ask, caller, tier, EJECTED);
        if (ejected === 0) continue;
        const pods = `${counted(ejected, 'pod')} of ${tier}`;
        const back = ejected === 1 ? 'comes back' : 'come back';
        const reason = `${caller.workload} still ejects ${pods}, which ${back} after baseEjectionTime`;
        return { state: 'not-yet', reason };
      }
      return right;
    },
  };
}

/** No caller may eject all pods of a tier. */
export function cappedEjection({ title, tier }: EjectionsOptions): Check {
  return {
    title,
    run: async (ask) => {
      const hops = await hopsTo(ask, tier, {});
      const expected = `at least one pod of ${tier} always stays`;
      if (hops.length === 0) return wrong(unreached(tier, expected));
      for (const { destinations, callers } of hops) {
        const all = destinations.find(({ ejection }) => (ejection?.maxPercent ?? 0) >= 100);
        if (!all) continue;
        const place = all.rule?.location;
        return wrong({
          request: `ejections by ${callers.join(', ')}`,
          expected,
          got: `${all.ejection?.maxPercent}% may be ejected`,
          hop: hopText(tier),
          ...(place && { place }),
          next: './lab explain --verbose',
        });
      }
      return right;
    },
  };
}
