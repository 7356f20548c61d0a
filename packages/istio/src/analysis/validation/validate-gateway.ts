import { message } from '../../findings/message.ts';
import { didYouMean } from '../../findings/suggest.ts';
import { isIpAddress } from '../../model/cidr-range.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { isDnsLabel, portProblem, wildcardDomainProblem } from './formats.ts';
import type { Problem, Report, Validator } from './report.ts';

type Server = NonNullable<GatewaySpec['servers']>[number];

const PROTOCOLS = [
  'HTTP',
  'HTTPS',
  'HTTP2',
  'GRPC',
  'GRPC-WEB',
  'TLS',
  'TCP',
  'MONGO',
  'REDIS',
  'MYSQL',
  'UDP',
];
const HTTP = new Set(['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB']);
const TLS = new Set(['HTTPS', 'TLS']);

/** What Istio refuses in a Gateway (istio pkg/config/validation, `ValidateGateway`). */
export const validateGateway: Validator<GatewaySpec> = ({ spec, metadata }, report) => {
  if (!isDnsLabel(metadata.name))
    report(['metadata', 'name'], message('IST0106.gatewayOwnName', { name: metadata.name }));
  const { servers = [] } = spec;
  if (servers.length === 0) report(['spec'], message('IST0106.noServers'));
  const names = new Set<string>();
  for (const [index, server] of servers.entries()) {
    const path = ['spec', 'servers', index];
    checkServer(server, path, report);
    const name = server.port?.name ?? '';
    if (names.has(name)) report([...path, 'port', 'name'], message('IST0106.serverPortTwice', { name }));
    names.add(name);
  }
};

function checkServer(server: Server, path: FieldPath, report: Report): void {
  if (!server.hosts?.length) report([...path, 'hosts'], message('IST0106.serverHosts'));
  for (const [index, host] of (server.hosts ?? []).entries()) {
    report([...path, 'hosts', index], gatewayHostProblem(host));
  }
  if (server.bind && !server.bind.startsWith('unix://') && !isIpAddress(server.bind)) {
    report([...path, 'bind'], message('IST0106.address', { text: server.bind }));
  }
  if (!server.port) report(path, message('IST0106.serverPort'));
  else checkPort(server, path, report);
  checkServerTls(server, [...path, 'tls'], report);
}

function checkPort({ port, bind }: Server, path: FieldPath, report: Report): void {
  const at = [...path, 'port'];
  const protocol = (port.protocol ?? '').toUpperCase();
  if (!PROTOCOLS.includes(protocol)) {
    report(
      [...at, 'protocol'],
      message('IST0106.serverProtocol', {
        protocol: port.protocol ?? '',
        hint: didYouMean(protocol, PROTOCOLS),
      }),
    );
  }
  if (!bind?.startsWith('unix://')) report([...at, 'number'], portProblem(port.number));
  if (port.targetPort) report([...at, 'targetPort'], message('IST0106.serverTargetPort'));
  if (!port.name) report([...at, 'name'], message('IST0106.serverPortName'));
}

function checkServerTls({ port, tls }: Server, path: FieldPath, report: Report): void {
  const protocol = (port?.protocol ?? '').toUpperCase();
  if (!tls) {
    if (TLS.has(protocol)) report(path, message('IST0106.serverTlsMissing', { protocol }));
    return;
  }
  if (tls.httpsRedirect && !HTTP.has(protocol)) {
    report([...path, 'httpsRedirect'], message('IST0133.httpsRedirect'));
  }
  if (!TLS.has(protocol)) {
    const isRedirectOnly =
      (tls.mode ?? 'PASSTHROUGH') === 'PASSTHROUGH' && !tls.caCertificates && !tls.privateKey;
    const fine = HTTP.has(protocol) && isRedirectOnly && !tls.serverCertificate;
    if (!fine) report(path, message('IST0106.serverTlsNotAllowed', { protocol }));
    return;
  }
  checkCertificates(tls, path, report);
}

function checkCertificates(tls: NonNullable<Server['tls']>, path: FieldPath, report: Report): void {
  const { mode = 'PASSTHROUGH', serverCertificate, privateKey, caCertificates, credentialName } = tls;
  const named = Boolean(credentialName || tls.credentialNames?.length || tls.tlsCertificates?.length);
  const byFile = Boolean(serverCertificate || privateKey || caCertificates);
  if (mode === 'ISTIO_MUTUAL') {
    if (named || byFile) report(path, message('IST0106.certificatesOfIstio'));
    return;
  }
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') {
    if (named || byFile) report(path, message('IST0133.certificateUnused', { mode }));
    return;
  }
  if (named) return;
  if (!serverCertificate)
    report(path, message('IST0106.certificateMissing', { mode, field: 'serverCertificate' }));
  if (!privateKey) report(path, message('IST0106.certificateMissing', { mode, field: 'privateKey' }));
  if (mode === 'MUTUAL' && !caCertificates)
    report(path, message('IST0106.certificateMissing', { mode, field: 'caCertificates' }));
}

/** `NAMESPACE/HOST` or `HOST`; the host is a full name, `*`, or starts with `*.`. */
export function gatewayHostProblem(entry: string): Problem {
  const [namespace = '', host] = entry.includes('/') ? entry.split('/', 2) : ['*', entry];
  if (!host) return message('IST0106.hostAfterNamespace', { entry });
  if (namespace !== '*' && namespace !== '.' && !isDnsLabel(namespace))
    return message('IST0106.namespace', { name: namespace });
  if (isIpAddress(host)) return undefined;
  if (host !== '*' && !host.includes('.')) return message('IST0106.shortHost', { host });
  if (host.includes('*') && host !== '*' && !host.startsWith('*.'))
    return message('IST0106.innerWildcard', { host });
  return wildcardDomainProblem(host);
}
