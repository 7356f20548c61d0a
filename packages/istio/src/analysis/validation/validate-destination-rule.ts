import { message } from '../../findings/message.ts';
import type { DestinationRuleSpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import type {
  ClientTlsSettings,
  ConnectionPoolSettings,
  OutlierDetection,
  PortTrafficPolicy,
  TrafficPolicy,
} from '../../resources/traffic-policy-types.ts';
import { checkExportTo } from './check-export-to.ts';
import { checkLabels } from './check-labels.ts';
import { checkLoadBalancer } from './check-load-balancer.ts';
import { checkSelector } from './check-selector.ts';
import { durationProblem, isDnsLabel, wildcardDomainProblem } from './formats.ts';
import type { Report, Validator } from './report.ts';

/** What Istio refuses in a DestinationRule (istio pkg/config/validation, `ValidateDestinationRule`). */
export const validateDestinationRule: Validator<DestinationRuleSpec> = ({ spec, metadata }, report) => {
  report(['spec', 'host'], wildcardDomainProblem(spec.host ?? ''));
  checkTrafficPolicy(spec.trafficPolicy, ['spec', 'trafficPolicy'], report);
  const names = new Set<string>();
  for (const [index, { name, labels, trafficPolicy }] of (spec.subsets ?? []).entries()) {
    const path = ['spec', 'subsets', index];
    if (names.has(name)) report([...path, 'name'], message('IST0106.subsetTwice', { name }));
    names.add(name);
    checkLabels(labels, [...path, 'labels'], report);
    if (!isDnsLabel(name ?? '')) report([...path, 'name'], message('IST0106.subsetName', { name }));
    checkTrafficPolicy(trafficPolicy, [...path, 'trafficPolicy'], report);
  }
  checkExportTo(spec.exportTo, metadata.namespace ?? '', report);
  checkSelector(spec.workloadSelector?.matchLabels, ['spec', 'workloadSelector'], report);
};

function checkTrafficPolicy(policy: TrafficPolicy | undefined, path: FieldPath, report: Report): void {
  if (!policy) return;
  if (Object.keys(policy).length === 0) report(path, message('IST0106.policyEmpty'));
  if (policy.tunnel && policy.proxyProtocol) {
    report([...path, 'tunnel'], message('IST0106.tunnelAndProxyProtocol'));
  }
  checkPolicyFields(policy, path, report);
  for (const [index, entry] of (policy.portLevelSettings ?? []).entries()) {
    const at = [...path, 'portLevelSettings', index];
    if (!entry.port?.number) report([...at, 'port'], message('IST0106.portMissing'));
    const { port: _, ...fields } = entry;
    if (Object.keys(fields).length === 0) report(at, message('IST0106.portSettingsEmpty'));
    checkPolicyFields(entry, at, report);
  }
}

function checkPolicyFields(policy: PortTrafficPolicy, path: FieldPath, report: Report): void {
  const { outlierDetection, connectionPool, tls } = policy;
  if (outlierDetection) checkOutlierDetection(outlierDetection, [...path, 'outlierDetection'], report);
  if (connectionPool) checkConnectionPool(connectionPool, [...path, 'connectionPool'], report);
  checkLoadBalancer(policy.loadBalancer, outlierDetection !== undefined, [...path, 'loadBalancer'], report);
  if (tls) checkClientTls(tls, [...path, 'tls'], report);
}

function checkOutlierDetection(outlier: OutlierDetection, path: FieldPath, report: Report): void {
  checkDurations(outlier, ['baseEjectionTime', 'interval'], path, report);
  if (outlier.consecutiveErrors) {
    report([...path, 'consecutiveErrors'], message('IST0133.consecutiveErrors'));
  }
  if (!outlier.splitExternalLocalOriginErrors && Number(outlier.consecutiveLocalOriginFailures ?? 0) > 0) {
    report([...path, 'consecutiveLocalOriginFailures'], message('IST0106.localOriginFailures'));
  }
  for (const field of ['maxEjectionPercent', 'minHealthPercent'] as const) {
    const value = outlier[field] ?? 0;
    if (value < 0 || value > 100) report([...path, field], message('IST0106.outOfPercent', { field, value }));
  }
}

function checkConnectionPool({ http, tcp }: ConnectionPoolSettings, path: FieldPath, report: Report): void {
  if (!http && !tcp) report(path, message('IST0106.poolEmpty'));
  const counts = [
    'http1MaxPendingRequests',
    'http2MaxRequests',
    'maxRequestsPerConnection',
    'maxRetries',
  ] as const;
  for (const field of [...counts, 'maxConcurrentStreams'] as const) {
    if ((http?.[field] ?? 0) < 0) report([...path, 'http', field], message('IST0106.negative', { field }));
  }
  if ((tcp?.maxConnections ?? 0) < 0) {
    report([...path, 'tcp', 'maxConnections'], message('IST0106.negative', { field: 'maxConnections' }));
  }
  if (http?.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol) {
    report([...path, 'http', 'useClientProtocol'], message('IST0106.protocolTwice'));
  }
  checkDurations(http, ['idleTimeout'], [...path, 'http'], report);
  checkDurations(tcp, ['connectTimeout', 'maxConnectionDuration'], [...path, 'tcp'], report);
  // Zero turns this timeout off, and is the one duration of zero that Istio takes.
  if (tcp?.idleTimeout !== '0s') checkDurations(tcp, ['idleTimeout'], [...path, 'tcp'], report);
  checkDurations(tcp?.tcpKeepalive, ['time', 'interval'], [...path, 'tcp', 'tcpKeepalive'], report);
}

function checkDurations(
  settings: object | undefined,
  fields: readonly string[],
  path: FieldPath,
  report: Report,
): void {
  for (const field of fields) {
    const value = (settings as Record<string, unknown> | undefined)?.[field];
    if (value !== undefined && value !== null) report([...path, field], durationProblem(value));
  }
}

function checkClientTls(tls: ClientTlsSettings, path: FieldPath, report: Report): void {
  const { mode, credentialName, clientCertificate, privateKey, caCertificates, subjectAltNames } = tls;
  if (mode !== 'SIMPLE' && mode !== 'MUTUAL') return;
  if (tls.insecureSkipVerify && (caCertificates || subjectAltNames)) {
    report([...path, 'insecureSkipVerify'], message('IST0106.skipVerify'));
  }
  if (credentialName) {
    if (clientCertificate || privateKey || caCertificates || tls.caCrl) {
      report([...path, 'credentialName'], message('IST0106.credentialAndFiles'));
    }
  } else if (mode === 'MUTUAL') {
    if (!clientCertificate)
      report([...path, 'clientCertificate'], message('IST0106.mutualNeeds', { field: 'clientCertificate' }));
    if (!privateKey) report([...path, 'privateKey'], message('IST0106.mutualNeeds', { field: 'privateKey' }));
  }
}
