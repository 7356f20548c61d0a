import type { FractionalPercent } from './types.ts';

/** Istio's Percent, which may have decimals, at Envoy's finest grain. */
export function fractionalPercent(value: number): FractionalPercent {
  return { numerator: Math.floor(value * 10_000), denominator: 'MILLION' };
}
