/** A share of requests. */
export interface Percentage {
  /** Per cent, 0 to 100. */
  readonly value: number;
  /** Of a field that takes whole numbers only: Envoy is told hundredths of it, and millionths of others. */
  readonly isWhole: boolean;
}

/** Istio's Percent message, which may have decimals, before the older field for a whole number. */
export function readPercentage(percent: { readonly value?: number } | undefined, whole: number): Percentage {
  return percent ? { value: percent.value ?? 0, isWhole: false } : { value: whole, isWhole: true };
}
