import type { Milliseconds } from '../model/values.ts';

/** A duration in proto3 JSON, which Envoy reads: seconds with up to nine decimals and `s`. */
export function formatDuration(milliseconds: Milliseconds): string {
  return `${Number((milliseconds / 1000).toFixed(9))}s`;
}
