import { message } from '../../findings/message.ts';
import { didYouMean } from '../../findings/suggest.ts';
import { meshConfigKeys } from '../../model/mesh-config.ts';
import type { Validator } from './report.ts';

/** The fields of MeshConfig (istio.io/api 1.29.6, `mesh/v1alpha1/config.proto`), as JSON names them. */
const FIELDS = new Set(
  (
    'proxyListenPort proxyInboundListenPort proxyHttpPort connectTimeout hboneIdleTimeout protocolDetectionTimeout ' +
    'tcpKeepalive ingressClass ingressService ingressControllerMode ingressSelector enableTracing accessLogFile ' +
    'accessLogFormat accessLogEncoding enableEnvoyAccessLogService disableEnvoyListenerLog defaultConfig ' +
    'outboundTrafficPolicy inboundTrafficPolicy configSources enableAutoMtls trustDomain trustDomainAliases ' +
    'caCertificates defaultServiceExportTo defaultVirtualServiceExportTo defaultDestinationRuleExportTo ' +
    'rootNamespace localityLbSetting dnsRefreshRate h2UpgradePolicy inboundClusterStatName outboundClusterStatName ' +
    'certificates serviceSettings serviceScopeConfigs enablePrometheusMerge verifyCertificateAtClient ca ' +
    'extensionProviders defaultProviders discoverySelectors pathNormalization defaultHttpRetryPolicy meshMTLS ' +
    'tlsDefaults'
  ).split(' '),
);

/** Fields that meshConfig does not have. Istio starts without a word and ignores them. */
export const validateMeshConfig: Validator<unknown> = (resource, report) => {
  for (const key of meshConfigKeys(resource)) {
    // protobuf takes a field's own name too, `access_log_file`.
    const name = key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    if (FIELDS.has(name)) continue;
    const hint = didYouMean(key, FIELDS);
    report(['data', 'mesh'], message('IST0133.meshConfigField', { field: key, hint }));
  }
};
