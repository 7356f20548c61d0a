import { finding } from '../../findings/finding.ts';
import { at } from '../../findings/place.ts';
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
    const [whole, path] = [trafficPolicy?.tls, ['spec', 'trafficPolicy']] as const;
    const ports = [...(trafficPolicy?.portLevelSettings ?? []).entries()];
    return [
      ...(isUnchecked(whole)
        ? [finding('IST0128', { mode: whole.mode ?? '', host }, at(resource, [...path, 'tls']))]
        : []),
      ...ports.flatMap(([index, { tls, port }]) => {
        if (!isUnchecked(tls)) return [];
        const place = at(resource, [...path, 'portLevelSettings', index, 'tls']);
        return [finding('IST0129', { mode: tls.mode ?? '', host, port: port?.number }, place)];
      }),
    ];
  });
