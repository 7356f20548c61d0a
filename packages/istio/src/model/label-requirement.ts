/** One of a selector's `matchExpressions` (Kubernetes API reference, "LabelSelectorRequirement"). */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** Whether a label's value, undefined where the label is not there, is what a requirement asks for. */
export function meetsRequirement(
  { operator, values = [] }: LabelRequirement,
  value: string | undefined,
): boolean {
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
