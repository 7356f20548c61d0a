/** envoy.type.v3.FractionalPercent; the denominator is HUNDRED where it is absent. */
export interface FractionalPercent {
  readonly numerator: number;
  readonly denominator?: 'MILLION';
}

/** Istio's Percent, which may have decimals, at Envoy's finest grain. */
export function fractionalPercent(value: number): FractionalPercent {
  return { numerator: Math.floor(value * 10_000), denominator: 'MILLION' };
}
