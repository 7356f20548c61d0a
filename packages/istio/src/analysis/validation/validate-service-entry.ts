import { message } from '../../findings/message.ts';
import { isIpAddress } from '../../model/cidr-range.ts';
import type { ServiceEntrySpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkExportTo } from './check-export-to.ts';
import { checkLabels } from './check-labels.ts';
import { checkSelector } from './check-selector.ts';
import { domainProblem, isDnsLabel, portProblem, subnetProblem, wildcardDomainProblem } from './formats.ts';
import type { Report, Validator } from './report.ts';

type Endpoint = NonNullable<ServiceEntrySpec['endpoints']>[number];

const TELLS_HOSTS_APART = new Set(['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB', 'HTTPS', 'TLS']);

/** What Istio refuses in a ServiceEntry (istio pkg/config/validation, `ValidateServiceEntry`). */
export const validateServiceEntry: Validator<ServiceEntrySpec> = ({ spec, metadata }, report) => {
  const { workloadSelector, resolution = 'NONE', addresses = [], endpoints = [] } = spec;
  const isGiven = workloadSelector !== undefined;
  checkSelector(workloadSelector?.labels, ['spec', 'workloadSelector'], report, { isGiven });
  if (isGiven && spec.endpoints) report(['spec', 'endpoints'], message('IST0106.selectorAndEndpoints'));
  checkHosts(spec, report);
  for (const [index, address] of addresses.entries()) {
    const path = ['spec', 'addresses', index];
    report(path, subnetProblem(address));
    if (address.includes('/') && resolution.startsWith('DNS')) {
      report(path, message('IST0106.addressRange', { resolution }));
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
  if (hosts.length === 0) report(['spec', 'hosts'], message('IST0106.noHosts'));
  for (const [index, host] of hosts.entries()) {
    const path = ['spec', 'hosts', index];
    report(path, host === '*' ? message('IST0106.everyHost') : wildcardDomainProblem(host));
    if (host.includes('*') && host !== '*' && !host.startsWith('*.')) {
      report(path, message('IST0133.innerWildcard', { host }));
    }
  }
  const blurred = ports.find(({ protocol }) => !TELLS_HOSTS_APART.has((protocol ?? 'TCP').toUpperCase()));
  if (hosts.length > 1 && resolution !== 'NONE' && blurred) {
    report(['spec', 'hosts'], message('IST0106.hostsOnTcp', { port: blurred.number }));
  }
}

function checkPorts({ ports = [] }: ServiceEntrySpec, report: Report): void {
  for (const [index, port] of ports.entries()) {
    const path = ['spec', 'ports', index];
    const earlier = ports.slice(0, index);
    if (earlier.some(({ name }) => name === port.name))
      report(path, message('IST0106.portNameTwice', { name: port.name ?? '' }));
    if (earlier.some(({ number }) => number === port.number))
      report(path, message('IST0106.portTwice', { port: port.number }));
    report([...path, 'number'], portProblem(port.number));
    if (port.targetPort) report([...path, 'targetPort'], portProblem(port.targetPort));
    if (!isDnsLabel(port.name ?? ''))
      report([...path, 'name'], message('IST0106.portName', { name: port.name ?? '' }));
  }
}

function checkResolution(
  { resolution = 'NONE', endpoints = [], hosts = [] }: ServiceEntrySpec,
  report: Report,
): void {
  if (resolution === 'NONE' && endpoints.length > 0) {
    report(['spec', 'endpoints'], message('IST0106.endpointsWithoutResolution'));
  }
  if (!resolution.startsWith('DNS')) return;
  if (endpoints.length === 0) {
    const index = hosts.findIndex((host) => domainProblem(host) !== undefined);
    if (index !== -1) {
      report(
        ['spec', 'hosts', index],
        message('IST0106.hostNotResolvable', { resolution, host: hosts[index] ?? '' }),
      );
    }
  }
  if (resolution === 'DNS_ROUND_ROBIN' && endpoints.length > 1) {
    report(['spec', 'endpoints'], message('IST0106.severalEndpoints'));
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
    report([...path, 'address'], message('IST0106.endpointAddress', { address }));
  }
  if (resolution.startsWith('DNS') && !isIpAddress(address))
    report([...path, 'address'], domainProblem(address));
  checkLabels(labels, [...path, 'labels'], report);
  for (const [name, number] of Object.entries(ports)) {
    const at = [...path, 'ports', name];
    if (!servicePorts.some((port) => port.name === name))
      report(at, message('IST0106.endpointPort', { name }));
    report(at, portProblem(number));
  }
}
