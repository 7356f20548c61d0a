import { callersOf, callStatistic } from '../ask/caller.ts';
import { hopsTo, hopText } from '../ask/tier.ts';
import { type Check, right, wrong } from '../lesson.ts';
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
      for (const caller of await callersOf(ask, tier)) {
        const ejected = await callStatistic(ask, caller, tier, EJECTED);
        if (ejected === 0) continue;
        const reason = `${caller.workload} has ejected ${ejected} pods of ${tier}: they come back after the baseEjectionTime`;
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
      for (const { destinations, callers } of await hopsTo(tier, ask, {})) {
        const all = destinations.find(({ ejection }) => (ejection?.maxPercent ?? 0) >= 100);
        if (!all) continue;
        const place = all.rule?.location;
        return wrong({
          request: `ejections by ${callers.join(', ')}`,
          expected: `some pods of ${tier} are always left`,
          got: `${all.ejection?.maxPercent} % may be ejected`,
          hop: hopText(tier),
          ...(place && { place }),
          next: './lab explain --verbose',
        });
      }
      return right;
    },
  };
}
