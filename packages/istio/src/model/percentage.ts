import type { Percentage } from './values.ts';

/** Istio's Percent message, which may have decimals, before the older field for a whole number. */
export function readPercentage(percent: { readonly value?: number } | undefined, whole: number): Percentage {
  return percent ? { value: percent.value ?? 0, isWhole: false } : { value: whole, isWhole: true };
}
