import { binomialInterval } from '@lab/observe';
import { callCommand, hopText, requestText, type Tier } from '../ask/tier.ts';
import { type Check, right, wrong } from '../lesson.ts';
import { tierDifference, type Weights } from './emits.ts';
import { failureOf } from './reaches.ts';
import { sampleSize } from './sample-size.ts';

interface SplitOptions {
  readonly title: string;
  readonly tier: Tier;
  readonly weights: Weights;
  /** The version that is counted, and percentages of it that the usual wrong answers give. */
  readonly counted: string;
  readonly against: readonly number[];
  readonly isGuard?: boolean;
}

/** Right is failed, and each usual wrong answer passed, at most once in so many runs. */
const ONCE_IN = 100_000;

/**
 * The emitted weights are these; and so many requests are counted that the split is told from the usual wrong answers:
 * by the binomial interval of the weight, of which right falls outside once in 100,000 runs.
 */
export function split({ title, tier, weights, counted, against, isGuard = false }: SplitOptions): Check {
  const weight = (weights[counted] ?? 0) / 100;
  const requests = sampleSize(
    weight,
    against.map((percent) => percent / 100),
    1 / ONCE_IN,
  );
  return {
    ...{ title, isGuard, requests },
    run: async (ask) => {
      const emitted = await tierDifference(ask, tier, weights);
      if (emitted) return wrong(emitted);
      const answers = await ask.classify({}, requests);
      const failure = failureOf(answers, {}, requests);
      if (failure) return wrong(failure);
      const { low, high } = binomialInterval(requests, weight, 1 - 1 / ONCE_IN);
      const versions = answers.hops.map(
        (answer) => answer.find(({ service }) => service === tier)?.version ?? 'no version',
      );
      const count = versions.filter((version) => version === counted).length;
      if (count >= low && count <= high) return right;
      return wrong({
        request: `${requests} × ${requestText({})}`,
        expected: `${low} to ${high} of them answered by ${tier} ${counted}`,
        got: `${count} answered by ${tier} ${counted}`,
        counts: { answered: count },
        hop: hopText(tier),
        next: callCommand({}, requests),
      });
    },
  };
}
