export type Labels = Readonly<Record<string, string>>;

/** `app=ml, version=canary`. */
export function describeLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
