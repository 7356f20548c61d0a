import { message } from '../../findings/message.ts';
import type {
  PeerAuthenticationSpec,
  RequestAuthenticationSpec,
  SidecarSpec,
  TelemetrySpec,
} from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkAttachment, checkSelector } from './check-selector.ts';
import { durationProblem, isDnsLabel, portProblem, wildcardDomainProblem } from './formats.ts';
import type { Problem, Report, Validator } from './report.ts';

type JwtRule = NonNullable<RequestAuthenticationSpec['jwtRules']>[number];

/** What Istio refuses in a PeerAuthentication (istio pkg/config/validation, `ValidatePeerAuthentication`). */
export const validatePeerAuthentication: Validator<PeerAuthenticationSpec> = ({ spec }, report) => {
  const { selector, portLevelMtls } = spec;
  checkSelector(selector?.matchLabels, ['spec', 'selector'], report, { isGiven: selector !== undefined });
  const ports = Object.keys(portLevelMtls ?? {});
  const path = ['spec', 'portLevelMtls'];
  if (ports.length > 0 && Object.keys(selector?.matchLabels ?? {}).length === 0) {
    report(path, message('IST0106.portsWithoutSelector'));
  }
  if (portLevelMtls && ports.length === 0) report(path, message('IST0106.portsEmpty'));
  for (const port of ports) report([...path, port], portProblem(Number(port)));
};

/** What Istio refuses in a RequestAuthentication (`ValidateRequestAuthentication`). */
export const validateRequestAuthentication: Validator<RequestAuthenticationSpec> = ({ spec }, report) => {
  checkAttachment(spec, report);
  for (const [index, rule] of (spec.jwtRules ?? []).entries())
    checkJwtRule(rule, ['spec', 'jwtRules', index], report);
};

function checkJwtRule(rule: JwtRule, path: FieldPath, report: Report): void {
  if (!rule.issuer && !rule.jwksUri) report([...path, 'issuer'], message('IST0106.jwtIssuer'));
  if (rule.audiences?.includes('')) report([...path, 'audiences'], message('IST0106.jwtAudience'));
  if (rule.jwksUri && !/^https?:\/\/[^/]+/.test(rule.jwksUri)) {
    report([...path, 'jwksUri'], message('IST0106.jwksUri', { uri: rule.jwksUri }));
  }
  if (rule.jwks) report([...path, 'jwks'], jwksProblem(rule.jwks));
  for (const field of ['fromParams', 'fromCookies'] as const) {
    if (rule[field]?.includes('')) report([...path, field], message('IST0106.jwtName'));
  }
  if (rule.fromHeaders?.some(({ name }) => !name))
    report([...path, 'fromHeaders'], message('IST0106.jwtHeader'));
  for (const [index, { claim, header }] of (rule.outputClaimToHeaders ?? []).entries()) {
    const fine = claim && /^[-_A-Za-z0-9]+$/.test(header ?? '');
    if (!fine) report([...path, 'outputClaimToHeaders', index], message('IST0106.jwtClaim'));
  }
  if (rule.timeout !== undefined) report([...path, 'timeout'], durationProblem(rule.timeout));
}

function jwksProblem(text: string): Problem {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown };
    return Array.isArray(keys) ? undefined : message('IST0106.jwksKeys');
  } catch (error) {
    return message('IST0106.jwksJson', { said: (error as Error).message });
  }
}

/** What Istio refuses and warns of in a Telemetry (`ValidateTelemetry`). */
export const validateTelemetry: Validator<TelemetrySpec> = ({ spec }, report) => {
  checkAttachment(spec, report);
  const { tracing = [] } = spec;
  if (tracing.length > 1) report(['spec', 'tracing', 1], message('IST0133.tracingEntries'));
  for (const [index, entry] of tracing.entries()) {
    const path = ['spec', 'tracing', index];
    const { providers = [], randomSamplingPercentage: sampling = 0, customTags = {} } = entry;
    if (providers.length > 1) report([...path, 'providers', 1], message('IST0133.tracingProviders'));
    if (providers.some(({ name }) => !name)) report([...path, 'providers'], message('IST0106.providerName'));
    if (sampling < 0 || sampling > 100) {
      report([...path, 'randomSamplingPercentage'], message('IST0106.percent', { value: sampling }));
    }
    for (const [name, tag] of Object.entries(customTags)) {
      const value = tag.literal
        ? tag.literal.value
        : tag.header
          ? tag.header.name
          : (tag.environment?.name ?? ' ');
      if (!name || !value) report([...path, 'customTags', name], message('IST0106.tag'));
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
    report(['spec', 'ingress', index, 'port', 'number'], portProblem(port?.number));
  }
  for (const [index, { hosts, port }] of egress.entries()) {
    const path = ['spec', 'egress', index];
    if (!hosts?.length) report(path, message('IST0106.egressHosts'));
    for (const [position, host] of (hosts ?? []).entries()) {
      report([...path, 'hosts', position], egressHostProblem(host));
    }
    if (port) report([...path, 'port', 'number'], portProblem(port.number));
  }
};

function egressHostProblem(entry: string): Problem {
  const [namespace = '', host] = entry.split('/', 2);
  if (!host) return message('IST0106.egressHost', { entry });
  if (!['*', '.', '~'].includes(namespace) && !isDnsLabel(namespace))
    return message('IST0106.namespace', { name: namespace });
  if (host !== '*' && !host.includes('.')) return message('IST0106.shortHost', { host });
  return wildcardDomainProblem(host);
}
