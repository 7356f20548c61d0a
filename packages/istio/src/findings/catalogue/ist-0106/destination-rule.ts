type Field = { readonly field: string };

/** DestinationRules and their traffic policies. */
export const DESTINATION_RULE = {
  subsetTwice: ({ name }: { name: string }) => `two subsets have the name "${name}"`,
  policyEmpty: () => 'trafficPolicy is empty: remove it, or set a field',
  tunnelAndProxyProtocol: () => 'tunnel and proxyProtocol must not both be set',
  portMissing: () => 'portLevelSettings needs port.number',
  portSettingsEmpty: () => 'this port has no settings',
  localOriginFailures: () => 'consecutiveLocalOriginFailures needs splitExternalLocalOriginErrors: true',
  outOfPercent: ({ field, value }: Field & { readonly value: number }) =>
    `${field} ${value} is not between 0 and 100`,
  poolEmpty: () => 'connectionPool needs http, tcp or both',
  negative: ({ field }: Field) => `${field} must not be negative`,
  protocolTwice: () => 'useClientProtocol and h2UpgradePolicy UPGRADE exclude each other',
  skipVerify: () => 'insecureSkipVerify excludes caCertificates and subjectAltNames',
  credentialAndFiles: () => 'credentialName excludes certificates from files',
  mutualNeeds: ({ field }: Field) => `mode MUTUAL needs ${field}`,
  distributeAndFailover: () => 'localityLbSetting must not have both distribute and failover',
  cookieName: () => 'httpCookie needs a name',
  ringSizeTwice: () => 'minimumRingSize excludes ringHash and maglev',
  tableTooLarge: ({ limit }: { limit: number }) => `tableSize must be less than ${limit}`,
  tableNotPrime: ({ size }: { size: number }) => `tableSize ${size} is not a prime number`,
  warmupDuration: () => 'warmup needs a duration',
  minimumPercent: () => 'minimumPercent must be at most 100',
  aggression: () => 'aggression must be greater than 0',
} as const;

export const DESTINATION_RULE_WARNINGS = {
  consecutiveErrors: () =>
    'consecutiveErrors is deprecated and Istio ignores it: use consecutive5xxErrors or consecutiveGatewayErrors',
  failoverWithoutDetection: () =>
    'failover needs outlierDetection in the same policy, which detects when a locality is down',
  minimumRingSize: () => 'minimumRingSize is deprecated: use ringHash.minimumRingSize',
} as const;
