import { findingAt } from '../../findings/finding-at.ts';
import type { ClientTlsSettings } from '../../resources/traffic-policy-types.ts';
import type { Rule } from './rule.ts';

/**
 * TLS to a server whose certificate is checked against no CA that the rule names
 * (istio destinationrule/ca-certificates.go).
 */
export const serverCertificateNotVerified: Rule = (mesh) =>
  mesh.destinationRules.flatMap((resource) => {
    const { trafficPolicy, workloadSelector, host } = resource.spec;
    const isUnchecked = (tls: ClientTlsSettings | undefined): tls is ClientTlsSettings =>
      (tls?.mode === 'SIMPLE' || tls?.mode === 'MUTUAL') &&
      !tls.caCertificates &&
      !(tls.credentialName && workloadSelector);
    const text = ({ mode }: ClientTlsSettings) =>
      `tls.mode ${mode} without caCertificates: the rule does not say which CA the certificate of ${host} has to come from`;
    const [whole, path] = [trafficPolicy?.tls, ['spec', 'trafficPolicy']] as const;
    const ports = [...(trafficPolicy?.portLevelSettings ?? []).entries()];
    return [
      ...(isUnchecked(whole) ? [findingAt(resource, [...path, 'tls'], 'IST0128', text(whole))] : []),
      ...ports.flatMap(([index, { tls, port }]) => {
        if (!isUnchecked(tls)) return [];
        const message = `${text(tls)} on port ${port?.number}`;
        return [findingAt(resource, [...path, 'portLevelSettings', index, 'tls'], 'IST0129', message)];
      }),
    ];
  });
