/** The published schemas: fields, types, limits and kinds. */
export const SCHEMA = {
  unknownField: ({ field, parent, hint }: { field: string; parent: string; hint: string }) =>
    `unknown field "${field}"${parent ? ` in ${parent}` : ''}${hint}`,
  type: (args: { field: string; expected: string; actual: string; hint: string }) =>
    `${args.field} must be ${args.expected}, not ${args.actual}${args.hint}`,
  enumeration: (args: { field: string; allowed: readonly string[]; actual: string; hint: string }) =>
    `${args.field} must be one of ${args.allowed.join(', ')}, not ${args.actual}${args.hint}`,
  emptyItem: ({ field }: { field: string }) => `${field} is empty`,
  required: ({ field }: { field: string }) => `${field} is required`,
  onlyOneOf: ({ field, set }: { field: string; set: readonly string[] }) =>
    `${field} must set only one of ${set.join(', ')}`,
  minimum: ({ field, least, value }: { field: string; least: number; value: number }) =>
    `${field} must be at least ${least}, not ${value}`,
  maximum: ({ field, most, value }: { field: string; most: number; value: number }) =>
    `${field} must be at most ${most}, not ${value}`,
  minLength: ({ field, least }: { field: string; least: number }) =>
    `${field} must have at least ${least} characters`,
  maxLength: ({ field, most }: { field: string; most: number }) =>
    `${field} must have at most ${most} characters`,
  pattern: ({ field, value, pattern }: { field: string; value: string; pattern: string }) =>
    `${field} "${value}" does not match ${pattern}`,
  minItems: ({ field, least }: { field: string; least: number }) =>
    `${field} must have at least ${least} entries`,
  maxItems: ({ field, most }: { field: string; most: number }) =>
    `${field} must have at most ${most} entries`,
  removedApi: ({ object, successors }: { object: string; successors: string }) =>
    `"${object}": Istio has removed this API. Use ${successors}`,
  kindOfOtherApi: ({
    object,
    kind,
    versions,
  }: {
    object: string;
    kind: string;
    versions: readonly string[];
  }) => `"${object}" is not a kind of this API: ${kind} belongs to ${versions.join(' and ')}`,
  unknownKind: ({ object, hint }: { object: string; hint: string }) =>
    `"${object}" is not a kind of this API${hint}`,
  unknownApi: ({ object, hint }: { object: string; hint: string }) =>
    `"${object}": this API does not exist${hint}`,
} as const;
