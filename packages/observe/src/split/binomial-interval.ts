/** Counts from `low` to `high`, both included. */
export interface CountInterval {
  readonly low: number;
  readonly high: number;
}

/**
 * The counts that chance alone leaves when each of `trials` independent requests goes to a destination with
 * the given probability: outside of them lies at most `1 - confidence`, half on each side.
 *
 * Exact: the quantiles of the binomial distribution itself, no normal approximation, so it also holds for few
 * requests and for weights near 0 and 100%. Probability 0 gives 0 to 0, probability 1 `trials` to `trials`.
 *
 * @throws RangeError when trials is not a whole number from 0, or a probability is not within 0 and 1.
 */
export function binomialInterval(trials: number, probability: number, confidence = 0.999): CountInterval {
  if (!Number.isSafeInteger(trials) || trials < 0)
    throw new RangeError(`not a number of requests: ${trials}`);
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`not a probability: ${probability}`);
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`not a confidence: ${confidence}`);
  const tail = (1 - confidence) / 2;
  return {
    low: lowerQuantile(trials, probability, tail),
    // The upper tail of k successes is the lower tail of as many failures.
    high: trials - lowerQuantile(trials, 1 - probability, tail),
  };
}

/** The smallest count k with P(X <= k) > tail. Adds up in logarithms, as P(X = 0) alone may be below 1e-308. */
function lowerQuantile(trials: number, probability: number, tail: number): number {
  if (probability === 0) return 0;
  if (probability === 1) return trials;
  const logOdds = Math.log(probability) - Math.log1p(-probability);
  let logMass = trials * Math.log1p(-probability);
  let cumulative = Math.exp(logMass);
  let count = 0;
  while (cumulative <= tail && count < trials) {
    logMass += Math.log((trials - count) / (count + 1)) + logOdds;
    count += 1;
    cumulative += Math.exp(logMass);
  }
  return count;
}
