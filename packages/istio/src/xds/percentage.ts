import type { Percentage } from '../model/values.ts';
import type { FractionalPercent } from './types.ts';

/** A share with decimals is written at Envoy's finest grain. */
export function fractionalPercent({ value, isWhole }: Percentage): FractionalPercent {
  return isWhole ? { numerator: value } : { numerator: Math.floor(value * 10_000), denominator: 'MILLION' };
}
