type Key = { readonly key: string };

/** Policies, Telemetry and Sidecars, and how they select workloads. */
export const POLICY = {
  selectorKey: () => 'a label of a selector must not be empty',
  selectorWildcard: ({ label }: { label: string }) => `"${label}": a selector does not support wildcards`,
  attachedTwice: () => 'only one of selector, targetRef and targetRefs may be set',
  targetName: () => 'a targetRef needs a name',
  targetNamespace: () => 'a targetRef must not name another namespace',
  targetKind: ({ target }: { target: string }) => `a policy cannot target ${target}`,

  customWithoutRules: () =>
    'action CUSTOM without rules never applies: add "rules: [{}]" to apply it to all requests',
  customProvider: () => 'action CUSTOM needs provider.name',
  providerOfCustom: () => 'provider is allowed only with action CUSTOM',
  denyWithoutRules: () => 'action DENY without rules never denies: add "rules: [{}]" to deny all requests',
  conditionValues: ({ key }: Key) => `condition "${key}" needs values or notValues`,
  conditionName: ({ key }: Key) => `"${key}" needs a name: write ${key}[NAME]`,
  condition: ({ key, hint }: Key & { readonly hint: string }) => `condition "${key}" does not exist${hint}`,
  ruleEmpty: ({ part }: { part: string }) => `${part} is empty: it needs at least one field with values`,
  accountsAndPrincipals: () => 'serviceAccounts excludes principals and namespaces',
  valueEmpty: () => 'a value must not be empty',
  serviceAccount: ({ value }: { value: string }) =>
    `"${value}" is not a ServiceAccount: write NAME or NAMESPACE/NAME, without wildcards`,
  templateLast: ({ path }: { path: string }) => `"${path}": {**} must be the last template`,
  templateWhole: ({ path, segment }: { path: string; segment: string }) =>
    `"${path}": {*} and {**} must be whole segments, and "${segment}" is not`,
  templateLiteral: ({ path, segment }: { path: string; segment: string }) =>
    `"${path}": "${segment}" is not a valid segment in a path with templates`,

  portsWithoutSelector: () =>
    'portLevelMtls needs a selector: a policy for a namespace or the mesh cannot have port-level settings',
  portsEmpty: () => 'portLevelMtls is empty: remove it',
  jwtIssuer: () => 'a JWT rule needs issuer or jwksUri',
  jwtAudience: () => 'an audience must not be empty',
  jwksUri: ({ uri }: { uri: string }) => `"${uri}" is not an http or https URL`,
  jwksKeys: () => 'jwks has no list "keys" (RFC 7517)',
  jwksJson: ({ said }: { said: string }) => `jwks is not valid JSON: ${said}`,
  jwtName: () => 'a name must not be empty',
  jwtHeader: () => 'a header needs a name',
  jwtClaim: () => 'an entry of outputClaimToHeaders needs a claim and a header name',

  providerName: () => 'a provider needs a name',
  tag: () => 'a tag needs a name and a value',

  egressHosts: () => 'an egress listener needs at least one host',
  egressHost: ({ entry }: { entry: string }) =>
    `"${entry}" is not an egress host: write NAMESPACE/HOST, for example ./* or istio-system/*`,
} as const;

export const POLICY_WARNINGS = {
  selectorEmpty: () => 'the selector has no labels: remove it to select all workloads',
  denyOnTcp: () =>
    'this DENY rule has only HTTP attributes, so it denies all traffic to TCP ports: add ports to the rule',
  tracingEntries: () => 'Istio does not merge several tracing entries',
  tracingProviders: () => 'Istio uses only the first tracing provider',
  meshConfigField: ({ field, hint }: { field: string; hint: string }) =>
    `meshConfig has no field "${field}", so Istio ignores it${hint}`,
} as const;
