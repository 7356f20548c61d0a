/** Ends of messages that say what to write instead, where something is known. */
export const HINTS = {
  shortName: ({ hostname }: { hostname: string }) =>
    `: write "${hostname}", because a short name belongs to the namespace of the resource`,
  hiddenHost: ({
    hostname,
    namespace,
    exportTo,
  }: {
    hostname: string;
    namespace: string;
    exportTo: string;
  }) => `: ${hostname} is exported to ${exportTo || 'no namespace'}, and not to ${namespace}`,
  gatewayLabels: ({ gateway, labels }: { gateway: string; labels: string }) =>
    `: write a label of gateway ${gateway} (${labels}), or add a gateway with these labels`,
  booleanText: () => ': YAML reads on, off, yes and no as booleans, so put it in quotes',
  numberText: ({ value }: { value: number }) => `: write "${value}" in quotes`,
  durationOf: ({ seconds }: { seconds: number }) => `: a duration needs a unit, write ${seconds}s`,
  duration: () => ': a duration needs a unit, for example 5s',
  seconds: ({ seconds }: { seconds: string }) => `: write ${seconds}, the unit is seconds`,
  percent: ({ value }: { value: number }) => `: write ${value}, the unit is percent`,
  unquoted: ({ value }: { value: number | string }) => `: write ${value} without quotes`,
  list: ({ value }: { value: unknown }) => `: write [${JSON.stringify(value)}]`,
  map: ({ field, value }: { field: string; value: number }) => `: write { ${field}: ${value} }`,
  stringMatch: ({ text }: { text: string }) =>
    `: write { exact: ${JSON.stringify(text)} } or { prefix: ${JSON.stringify(text)} }`,
} as const;
