import { didYouMean } from '../../findings/suggest.ts';
import type { GatewaySpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { isDnsLabel, isIpAddress, portProblem, wildcardDomainProblem } from './formats.ts';
import type { Report, Validator } from './report.ts';

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
    report.error(['metadata', 'name'], `"${metadata.name}" is no valid Gateway name`);
  const { servers = [] } = spec;
  if (servers.length === 0) report.error(['spec'], 'a Gateway needs at least one server');
  const names = new Set<string>();
  for (const [index, server] of servers.entries()) {
    const path = ['spec', 'servers', index];
    checkServer(server, path, report);
    const name = server.port?.name ?? '';
    if (names.has(name)) report.error([...path, 'port', 'name'], `two servers name their port "${name}"`);
    names.add(name);
  }
};

function checkServer(server: Server, path: FieldPath, report: Report): void {
  if (!server.hosts?.length) report.error([...path, 'hosts'], 'a server needs at least one host');
  for (const [index, host] of (server.hosts ?? []).entries()) {
    report.error([...path, 'hosts', index], gatewayHostProblem(host));
  }
  if (server.bind && !server.bind.startsWith('unix://') && !isIpAddress(server.bind)) {
    report.error([...path, 'bind'], `"${server.bind}" is no IP address`);
  }
  if (!server.port) report.error(path, 'a server needs a port');
  else checkPort(server, path, report);
  checkServerTls(server, [...path, 'tls'], report);
}

function checkPort({ port, bind }: Server, path: FieldPath, report: Report): void {
  const at = [...path, 'port'];
  const protocol = (port.protocol ?? '').toUpperCase();
  if (!PROTOCOLS.includes(protocol)) {
    report.error(
      [...at, 'protocol'],
      `there is no protocol "${port.protocol}"${didYouMean(protocol, PROTOCOLS)}`,
    );
  }
  if (!bind?.startsWith('unix://')) report.error([...at, 'number'], portProblem(port.number));
  if (port.targetPort)
    report.error([...at, 'targetPort'], 'targetPort has no effect in a Gateway: leave it out');
  if (!port.name) report.error([...at, 'name'], 'the port needs a name');
}

function checkServerTls({ port, tls }: Server, path: FieldPath, report: Report): void {
  const protocol = (port?.protocol ?? '').toUpperCase();
  if (!tls) {
    if (TLS.has(protocol)) report.error(path, `protocol ${protocol} needs tls settings`);
    return;
  }
  if (tls.httpsRedirect && !HTTP.has(protocol)) {
    report.warning([...path, 'httpsRedirect'], 'httpsRedirect belongs to a server of protocol HTTP');
  }
  if (!TLS.has(protocol)) {
    const isRedirectOnly =
      (tls.mode ?? 'PASSTHROUGH') === 'PASSTHROUGH' && !tls.caCertificates && !tls.privateKey;
    const fine = HTTP.has(protocol) && isRedirectOnly && !tls.serverCertificate;
    if (!fine) report.error(path, `protocol ${protocol} cannot have tls settings`);
    return;
  }
  checkCertificates(tls, path, report);
}

function checkCertificates(tls: NonNullable<Server['tls']>, path: FieldPath, report: Report): void {
  const { mode = 'PASSTHROUGH', serverCertificate, privateKey, caCertificates, credentialName } = tls;
  const named = Boolean(credentialName || tls.credentialNames?.length || tls.tlsCertificates?.length);
  const byFile = Boolean(serverCertificate || privateKey || caCertificates);
  if (mode === 'ISTIO_MUTUAL') {
    if (named || byFile) report.error(path, 'mode ISTIO_MUTUAL brings its own certificates: name none');
    return;
  }
  if (mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH') {
    if (named || byFile)
      report.warning(path, `mode ${mode} does not end TLS: the certificates have no effect`);
    return;
  }
  if (named) return;
  if (!serverCertificate) report.error(path, `mode ${mode} needs credentialName or serverCertificate`);
  if (!privateKey) report.error(path, `mode ${mode} needs credentialName or privateKey`);
  if (mode === 'MUTUAL' && !caCertificates)
    report.error(path, 'mode MUTUAL needs credentialName or caCertificates');
}

/** `NAMESPACE/HOST` or `HOST`; the host is a full name, `*`, or starts with `*.`. */
export function gatewayHostProblem(entry: string): string | undefined {
  const [namespace = '', host] = entry.includes('/') ? entry.split('/', 2) : ['*', entry];
  if (!host) return `"${entry}" has no host after the namespace`;
  if (namespace !== '*' && namespace !== '.' && !isDnsLabel(namespace))
    return `"${namespace}" is no namespace`;
  if (isIpAddress(host)) return undefined;
  if (host !== '*' && !host.includes('.'))
    return `"${host}" is a short name: a Gateway needs the full host name`;
  if (host.includes('*') && host !== '*' && !host.startsWith('*.'))
    return `"${host}": only a whole first label may be *`;
  return wildcardDomainProblem(host);
}
