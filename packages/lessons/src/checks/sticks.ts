import type { ApplicationRequest } from '../ask/ask.ts';
import { hopsTo, hopText, requestText, type Tier } from '../ask/tier.ts';
import { type Check, type Observation, right, wrong } from '../lesson.ts';
import { failureOf } from './reaches.ts';

/** Users whose names differ by a number, and the requests of each. */
const USERS = 20;
const REQUESTS = 5;

interface SticksOptions {
  readonly title: string;
  readonly tier: Tier;
  /** The header that names the user. */
  readonly header: string;
}

/**
 * All requests of a user are answered by one pod of a tier, and the users not all by the same. A choice of three pods that
 * is not tied to the user passes the first at most once in 10^38 runs; one that is fails the second once in 10^9.
 */
export function sticks({ title, tier, header }: SticksOptions): Check {
  return {
    title,
    run: async (ask) => {
      const pods = new Set<string>();
      for (let user = 1; user <= USERS; user += 1) {
        const request = { headers: { [header]: `user-${user}` } };
        const answers = await ask.classify(request, REQUESTS);
        const failure = failureOf(answers, request, REQUESTS);
        if (failure) return wrong(failure);
        const own = new Set(
          answers.hops.map((hops) => hops.find(({ service }) => service === tier)?.pod ?? '?'),
        );
        if (own.size > 1)
          return wrong(await observe(request, `one pod of ${tier} for each of ${REQUESTS} requests`, own));
        for (const pod of own) pods.add(pod);
      }
      if (pods.size > 1) return right;
      return wrong(await observe({}, `${USERS} users on at least two pods of ${tier}`, pods));

      async function observe(
        request: ApplicationRequest,
        expected: string,
        seen: ReadonlySet<string>,
      ): Promise<Observation> {
        const [hop] = await hopsTo(ask, tier, request);
        const place = hop?.destinations[0]?.rule?.location;
        return {
          request: requestText(request),
          expected,
          got: [...seen].sort().join(', '),
          hop: hopText(tier),
          ...(place && { place }),
          next: `./lab call -n ${REQUESTS} -H '${header}: user-1'`,
        };
      }
    },
  };
}
