/** ServiceEntries. */
export const SERVICE_ENTRY = {
  selectorAndEndpoints: () => 'workloadSelector and endpoints exclude each other',
  addressRange: ({ resolution }: { resolution: string }) =>
    `a range of addresses needs resolution NONE or STATIC, not ${resolution}`,
  noHosts: () => 'a ServiceEntry needs at least one host',
  everyHost: () => 'a ServiceEntry must not have the host "*"',
  hostsOnTcp: ({ port }: { port: number }) =>
    `port ${port} is plain TCP, which cannot distinguish several hosts`,
  portNameTwice: ({ name }: { name: string }) => `two ports have the name "${name}"`,
  portTwice: ({ port }: { port: number }) => `port ${port} is listed twice`,
  portName: ({ name }: { name: string }) => `"${name}" is not a valid port name`,
  endpointsWithoutResolution: () =>
    'resolution NONE allows no endpoints: use STATIC, or remove the endpoints',
  hostNotResolvable: ({ resolution, host }: { resolution: string; host: string }) =>
    `resolution ${resolution} looks up "${host}", which must be a full host name`,
  severalEndpoints: () => 'resolution DNS_ROUND_ROBIN allows at most one endpoint',
  endpointAddress: ({ address }: { address: string }) =>
    `"${address}" is not an IP address, which resolution STATIC needs`,
  endpointPort: ({ name }: { name: string }) => `the ServiceEntry has no port "${name}"`,
} as const;

export const SERVICE_ENTRY_WARNINGS = {
  innerWildcard: ({ host }: { host: string }) => `"${host}": a wildcard must be the whole first label`,
} as const;
