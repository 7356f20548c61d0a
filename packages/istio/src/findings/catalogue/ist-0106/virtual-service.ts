type Field = { readonly field: string };

/** VirtualServices, but for their HTTP routes. */
export const VIRTUAL_SERVICE = {
  noRoutes: () => 'a VirtualService needs at least one of http, tcp and tls',
  delegateHas: ({ field }: Field) =>
    `without hosts this VirtualService is a delegate, which must not have ${field}`,
  hostOnMesh: () =>
    'host "*" is not allowed on the mesh gateway: name the services, or bind the VirtualService to a gateway',
  hostRepeated: ({ host, earlier }: { host: string; earlier: string }) =>
    `host "${host}" overlaps with "${earlier}" of the same VirtualService`,
  gatewayName: ({ name }: { name: string }) => `"${name}" is not a gateway name: write NAMESPACE/NAME`,
  tlsMatchMissing: () => 'a tls route needs at least one match',
  sniHostsMissing: () => 'a tls match needs at least one entry in sniHosts',
  sniHost: ({ host, hosts }: { host: string; hosts: readonly string[] }) =>
    `the VirtualService's hosts (${hosts.join(', ')}) do not cover SNI host "${host}"`,
  destinationMissing: () => 'a tcp or tls route needs at least one destination in route',
  destinationWildcard: () => 'a destination must name one host, not "*"',
  weightNegative: ({ weight }: { weight: number }) => `weight ${weight} is negative`,
  weightsZero: () => 'the weights of these destinations add up to 0: give each destination a weight',
} as const;

export const VIRTUAL_SERVICE_WARNINGS = {
  gatewayName: ({ name, successor }: { name: string; successor: string }) =>
    `the form of gateway "${name}" is deprecated: write "${successor}"`,
} as const;
