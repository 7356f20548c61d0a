type Named = { readonly what: string; readonly name: string };

/** Names, labels and selectors that Kubernetes refuses. */
export const NAMES = {
  nameTooLong: ({ what, name, length, most }: Named & { readonly length: number; readonly most: number }) =>
    `the ${what} "${name}" has ${length} characters, and Kubernetes allows at most ${most}`,
  name: ({ what, name, allowed }: Named & { readonly allowed: string }) =>
    `Kubernetes does not allow the ${what} "${name}": use ${allowed}`,
  nameTwice: ({ what, name }: Named) => `two ${what} have the name "${name}"`,
  nameToWrite: ({
    what,
    name,
    allowed,
    write,
  }: Named & { readonly allowed: string; readonly write: string }) =>
    `Kubernetes does not allow the ${what} "${name}": use ${allowed}, for example "${write}"`,
  selectorEmpty: ({ kind }: { kind: string }) =>
    `the selector of a ${kind} must not be empty: select labels of its template`,
  selectorLabel: (args: { kind: string; label: string; has: string }) =>
    `a cluster refuses this ${args.kind}: its selector needs the label ${args.label}, and its template has the labels ${args.has || 'none'}`,
  selectorExpression: (args: { kind: string; key: string; operator: string; has: string }) =>
    `a cluster refuses this ${args.kind}: its selector needs "${args.key}" with operator ${args.operator}, and its template has the labels ${args.has || 'none'}`,
} as const;
