const LABEL = '[a-z0-9]([a-z0-9-]*[a-z0-9])?';

/** What texts of values may be: a field that is something else is no value, and values.schema.json refuses it. */
export const patterns = {
  // The grammar of image references (distribution/reference).
  repository: '^[A-Za-z0-9]([A-Za-z0-9._:/-]*[A-Za-z0-9])?$',
  tag: '^([A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$',
  digest: '^([a-z0-9]+:[a-fA-F0-9]{32,})?$',
  percentage: '^(100(\\.0+)?|[0-9]{1,2}(\\.[0-9]+)?)$',
  // A DNS name, with a wildcard for its first label or for all of it (Istio's reference, Gateway).
  host: `^(\\*|(\\*\\.)?${LABEL}(\\.${LABEL})*)$`,
} as const;

export function matches(pattern: keyof typeof patterns, value: unknown): boolean {
  return typeof value === 'string' && new RegExp(patterns[pattern]).test(value);
}

/** A whole number that is not negative. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

export function isPercentage(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 100;
}
