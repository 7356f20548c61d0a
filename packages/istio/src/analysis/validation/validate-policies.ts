import type {
  PeerAuthenticationSpec,
  RequestAuthenticationSpec,
  SidecarSpec,
  TelemetrySpec,
} from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkAttachment, checkSelector } from './check-selector.ts';
import { durationProblem, isDnsLabel, portProblem, wildcardDomainProblem } from './formats.ts';
import type { Report, Validator } from './report.ts';

type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/** What Istio refuses in a PeerAuthentication (istio pkg/config/validation, `ValidatePeerAuthentication`). */
export const validatePeerAuthentication: Validator<PeerAuthenticationSpec> = ({ spec }, report) => {
  const { selector, portLevelMtls } = spec;
  checkSelector(selector?.matchLabels, ['spec', 'selector'], report, { isGiven: selector !== undefined });
  const ports = Object.keys(portLevelMtls ?? {});
  const path = ['spec', 'portLevelMtls'];
  if (ports.length > 0 && Object.keys(selector?.matchLabels ?? {}).length === 0) {
    report.error(path, 'portLevelMtls needs a selector: a policy of a namespace or of the mesh has no ports');
  }
  if (portLevelMtls && ports.length === 0) report.error(path, 'portLevelMtls is empty: leave it out');
  for (const port of ports) report.error([...path, port], portProblem(Number(port)));
};

/** What Istio refuses in a RequestAuthentication (`ValidateRequestAuthentication`). */
export const validateRequestAuthentication: Validator<RequestAuthenticationSpec> = ({ spec }, report) => {
  checkAttachment(spec, report);
  for (const [index, rule] of (spec.jwtRules ?? []).entries())
    checkJwtRule(rule, ['spec', 'jwtRules', index], report);
};

function checkJwtRule(rule: JwtRule, path: FieldPath, report: Report): void {
  if (!rule.issuer && !rule.jwksUri) report.error([...path, 'issuer'], 'a JWT rule needs issuer or jwksUri');
  if (rule.audiences?.includes('')) report.error([...path, 'audiences'], 'an audience must not be empty');
  if (rule.jwksUri && !/^https?:\/\/[^/]+/.test(rule.jwksUri)) {
    report.error([...path, 'jwksUri'], `"${rule.jwksUri}" is no http or https URL`);
  }
  if (rule.jwks) report.error([...path, 'jwks'], jwksProblem(rule.jwks));
  for (const field of ['fromParams', 'fromCookies'] as const) {
    if (rule[field]?.includes('')) report.error([...path, field], 'a name must not be empty');
  }
  if (rule.fromHeaders?.some(({ name }) => !name))
    report.error([...path, 'fromHeaders'], 'a header needs a name');
  for (const [index, { claim, header }] of (rule.outputClaimToHeaders ?? []).entries()) {
    const fine = claim && /^[-_A-Za-z0-9]+$/.test(header ?? '');
    if (!fine)
      report.error([...path, 'outputClaimToHeaders', index], 'it needs a claim and the name of a header');
  }
  if (rule.timeout !== undefined) report.error([...path, 'timeout'], durationProblem(rule.timeout));
}

function jwksProblem(text: string): string | undefined {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(keys) ? undefined : 'jwks has no list "keys" (RFC 7517)';
  } catch (error) {
    return `jwks is no JSON: ${(error as Error).message}`;
  }
}

/** What Istio refuses and warns of in a Telemetry (`ValidateTelemetry`). */
export const validateTelemetry: Validator<TelemetrySpec> = ({ spec }, report) => {
  checkAttachment(spec, report);
  const { tracing = [] } = spec;
  if (tracing.length > 1)
    report.warning(['spec', 'tracing', 1], 'Istio does not merge several tracing entries');
  for (const [index, entry] of tracing.entries()) {
    const path = ['spec', 'tracing', index];
    const { providers = [], randomSamplingPercentage: sampling = 0, customTags = {} } = entry;
    if (providers.length > 1)
      report.warning([...path, 'providers', 1], 'Istio uses the first tracing provider only');
    if (providers.some(({ name }) => !name)) report.error([...path, 'providers'], 'a provider needs a name');
    if (sampling < 0 || sampling > 100) {
      report.error(
        [...path, 'randomSamplingPercentage'],
        `sampling of ${sampling} per cent is not in 0..100`,
      );
    }
    for (const [name, tag] of Object.entries(customTags)) {
      const value = tag.literal
        ? tag.literal.value
        : tag.header
          ? tag.header.name
          : (tag.environment?.name ?? ' ');
      if (!name || !value) report.error([...path, 'customTags', name], 'a tag needs a name and a value');
    }
  }
};

/** What Istio refuses in a Sidecar (`ValidateSidecar`). */
export const validateSidecar: Validator<SidecarSpec> = ({ spec }, report) => {
  const { workloadSelector, ingress = [], egress = [] } = spec;
  checkSelector(workloadSelector?.labels, ['spec', 'workloadSelector'], report, {
    isGiven: workloadSelector !== undefined,
  });
  for (const [index, { port }] of ingress.entries()) {
    report.error(['spec', 'ingress', index, 'port', 'number'], portProblem(port?.number));
  }
  for (const [index, { hosts, port }] of egress.entries()) {
    const path = ['spec', 'egress', index];
    if (!hosts?.length) report.error(path, 'an egress listener needs at least one host');
    for (const [position, host] of (hosts ?? []).entries()) {
      report.error([...path, 'hosts', position], egressHostProblem(host));
    }
    if (port) report.error([...path, 'port', 'number'], portProblem(port.number));
  }
};

function egressHostProblem(entry: string): string | undefined {
  const [namespace = '', host] = entry.split('/', 2);
  if (!host) return `"${entry}" is no egress host: write NAMESPACE/HOST, such as ./* or istio-system/*`;
  if (!['*', '.', '~'].includes(namespace) && !isDnsLabel(namespace)) return `"${namespace}" is no namespace`;
  if (host !== '*' && !host.includes('.')) return `"${host}" is a short name: write the full host name`;
  return wildcardDomainProblem(host);
}
