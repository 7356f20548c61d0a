import type { Labels } from '../../model/label-selector.ts';

export type { Labels } from '../../model/label-selector.ts';

/** `app=ml, version=canary`. */
export function describeLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
