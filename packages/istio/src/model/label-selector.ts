export type Labels = Readonly<Record<string, string>>;

/** Whether an object has every label that a selector asks for; a selector that asks for none selects all. */
export function hasLabels(labels: Labels, wanted: Labels | undefined): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => labels[key] === value);
}

/** Whether two selectors ask for the same labels. */
export function sameLabels(a: Labels, b: Labels): boolean {
  return Object.keys(a).length === Object.keys(b).length && hasLabels(a, b);
}

/** Kubernetes API reference, "LabelSelector". */
export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly LabelRequirement[];
}

/** One of a selector's `matchExpressions` (Kubernetes API reference, "LabelSelectorRequirement"). */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Whether all of a selector's labels and expressions hold; it holds for every object where it has neither. */
export function matchesSelector(
  { matchLabels, matchExpressions = [] }: LabelSelector,
  labels: Labels,
): boolean {
  return (
    hasLabels(labels, matchLabels) &&
    matchExpressions.every((requirement) => meetsRequirement(labels, requirement))
  );
}

/** Whether an object has the label that a requirement asks for; an operator that does not exist is never met. */
export function meetsRequirement(labels: Labels, { key, operator, values = [] }: LabelRequirement): boolean {
  const value = labels[key];
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
