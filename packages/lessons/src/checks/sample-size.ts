import { binomialInterval } from '@lab/observe';

/** More requests than this are no check that somebody waits for. */
const MOST = 5_000;

/**
 * The least number of requests, in steps of 50, at which counts tell a share from others: the interval of the share,
 * outside of which right falls with probability `error`, and that of each other share do not meet.
 *
 * @param share 0 to 1
 * @param others 0 to 1; those of the usual wrong answers
 * @throws RangeError where more than 5,000 requests would be needed
 */
export function sampleSize(share: number, others: readonly number[], error: number): number {
  for (let requests = 50; requests <= MOST; requests += 50) {
    const own = binomialInterval(requests, share, 1 - error);
    const isApart = (other: number) => {
      const { low, high } = binomialInterval(requests, other, 1 - error);
      return high < own.low || low > own.high;
    };
    if (others.every(isApart)) return requests;
  }
  throw new RangeError(
    `more than ${MOST} requests would be needed to tell ${share} from ${others.join(', ')}`,
  );
}
