import type { ServiceEntrySpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkExportTo } from './check-export-to.ts';
import { checkLabels } from './check-labels.ts';
import { checkSelector } from './check-selector.ts';
import {
  domainProblem,
  isDnsLabel,
  isIpAddress,
  portProblem,
  subnetProblem,
  wildcardDomainProblem,
} from './formats.ts';
import type { Report, Validator } from './report.ts';

type Endpoint = NonNullable<ServiceEntrySpec['endpoints']>[number];

const TELLS_HOSTS_APART = new Set(['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', 'HTTPS', 'TLS']);

/** What Istio refuses in a ServiceEntry (istio pkg/config/validation, `ValidateServiceEntry`). */
export const validateServiceEntry: Validator<ServiceEntrySpec> = ({ spec, metadata }, report) => {
  const { workloadSelector, resolution = 'NONE', addresses = [], endpoints = [] } = spec;
  const isGiven = workloadSelector !== undefined;
  checkSelector(workloadSelector?.labels, ['spec', 'workloadSelector'], report, { isGiven });
  if (isGiven && spec.endpoints)
    report.error(['spec', 'endpoints'], 'workloadSelector and endpoints exclude each other');
  checkHosts(spec, report);
  for (const [index, address] of addresses.entries()) {
    const path = ['spec', 'addresses', index];
    report.error(path, subnetProblem(address));
    if (address.includes('/') && resolution.startsWith('DNS')) {
      report.error(path, `a range of addresses needs resolution NONE or STATIC, not ${resolution}`);
    }
  }
  checkPorts(spec, report);
  checkResolution(spec, report);
  for (const [index, endpoint] of endpoints.entries()) {
    checkEndpoint(endpoint, spec, ['spec', 'endpoints', index], report);
  }
  checkExportTo(spec.exportTo, metadata.namespace ?? '', report, { canHide: true });
};

function checkHosts({ hosts = [], ports = [], resolution = 'NONE' }: ServiceEntrySpec, report: Report): void {
  if (hosts.length === 0) report.error(['spec', 'hosts'], 'a ServiceEntry needs at least one host');
  for (const [index, host] of hosts.entries()) {
    const path = ['spec', 'hosts', index];
    report.error(
      path,
      host === '*' ? 'a ServiceEntry must not claim every host ("*")' : wildcardDomainProblem(host),
    );
    if (host.includes('*') && host !== '*' && !host.startsWith('*.')) {
      report.warning(path, `"${host}": only a whole first label may be *`);
    }
  }
  const blurred = ports.find(({ protocol }) => !TELLS_HOSTS_APART.has((protocol ?? 'TCP').toUpperCase()));
  if (hosts.length > 1 && resolution !== 'NONE' && blurred) {
    report.error(
      ['spec', 'hosts'],
      `port ${blurred.number} is plain TCP, where several hosts cannot be told apart`,
    );
  }
}

function checkPorts({ ports = [] }: ServiceEntrySpec, report: Report): void {
  for (const [index, port] of ports.entries()) {
    const path = ['spec', 'ports', index];
    const earlier = ports.slice(0, index);
    if (earlier.some(({ name }) => name === port.name))
      report.error(path, `two ports are named "${port.name}"`);
    if (earlier.some(({ number }) => number === port.number))
      report.error(path, `port ${port.number} is there twice`);
    report.error([...path, 'number'], portProblem(port.number));
    if (port.targetPort) report.error([...path, 'targetPort'], portProblem(port.targetPort));
    if (!isDnsLabel(port.name ?? '')) report.error([...path, 'name'], `"${port.name}" is no valid port name`);
  }
}

function checkResolution(
  { resolution = 'NONE', endpoints = [], hosts = [] }: ServiceEntrySpec,
  report: Report,
): void {
  if (resolution === 'NONE' && endpoints.length > 0) {
    report.error(
      ['spec', 'endpoints'],
      'resolution NONE takes no endpoints: write STATIC, or leave them out',
    );
  }
  if (!resolution.startsWith('DNS')) return;
  if (endpoints.length === 0) {
    const index = hosts.findIndex((host) => domainProblem(host) !== undefined);
    if (index !== -1) {
      report.error(
        ['spec', 'hosts', index],
        `resolution ${resolution} looks "${hosts[index]}" up: it needs a full name`,
      );
    }
  }
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1) {
    report.error(['spec', 'endpoints'], 'resolution DNS_ROUND_ROBIN takes at most one endpoint');
  }
}

function checkEndpoint(
  { address = '', labels, ports = {} }: Endpoint,
  { resolution = 'NONE', ports: servicePorts = [] }: ServiceEntrySpec,
  path: FieldPath,
  report: Report,
): void {
  const isUnix = address.startsWith('unix://');
  if (resolution === 'STATIC' && !isUnix && !isIpAddress(address)) {
    report.error([...path, 'address'], `"${address}" is no IP address, which resolution STATIC needs`);
  }
  if (resolution.startsWith('DNS') && !isIpAddress(address))
    report.error([...path, 'address'], domainProblem(address));
  checkLabels(labels, [...path, 'labels'], report);
  for (const [name, number] of Object.entries(ports)) {
    const at = [...path, 'ports', name];
    if (!servicePorts.some((port) => port.name === name))
      report.error(at, `the ServiceEntry has no port "${name}"`);
    report.error(at, portProblem(number));
  }
}
