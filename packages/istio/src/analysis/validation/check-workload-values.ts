import { message } from '../../findings/message.ts';
import { formatPath } from '../../findings/place.ts';
import type { Container, PodTemplateSpec, ServiceSpec } from '../../resources/kubernetes-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import type { Report } from './report.ts';

/**
 * Numbers that the API server refuses below 0, and the schemas do not ("must be greater than or equal to 0",
 * `ValidateNonnegativeField` of k8s.io/apimachinery, in pkg/apis/apps, batch and core of k8s.io/kubernetes).
 */
const NOT_NEGATIVE = new Set([
  ...['replicas', 'minReadySeconds', 'revisionHistoryLimit', 'progressDeadlineSeconds'],
  ...['parallelism', 'completions', 'backoffLimit', 'ttlSecondsAfterFinished', 'startingDeadlineSeconds'],
  ...['successfulJobsHistoryLimit', 'failedJobsHistoryLimit', 'activeDeadlineSeconds'],
  ...['terminationGracePeriodSeconds', 'initialDelaySeconds', 'timeoutSeconds', 'periodSeconds'],
  ...['successThreshold', 'failureThreshold'],
]);

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** @param path of `value` */
export function checkNotNegative(value: unknown, path: FieldPath, report: Report): void {
  if (typeof value !== 'object' || value === null) return;
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, entry] of entries as Iterable<[string | number, unknown]>) {
    const at = [...path, key];
    if (typeof entry !== 'number') checkNotNegative(entry, at, report);
    else if (entry < 0 && NOT_NEGATIVE.has(String(key)))
      report(at, message('IST0106.minimum', { field: formatPath(at), least: 0, value: entry }));
  }
}

/** What `ValidatePodSpec` of pkg/apis/core/validation refuses of containers. */
export function checkContainers(pod: PodTemplateSpec['spec'], path: FieldPath, report: Report): void {
  if (pod && (pod.containers ?? []).length === 0) {
    const field = formatPath([...path, 'containers']);
    report(path, message('IST0106.required', { field }));
  }
  const names = new Set<string>();
  for (const field of ['initContainers', 'containers'] as const) {
    for (const [index, container] of (pod?.[field] ?? []).entries()) {
      const at = [...path, field, index];
      checkContainer(container, at, report);
      if (names.has(container.name))
        report([...at, 'name'], message('IST0106.nameTwice', { what: 'containers', name: container.name }));
      names.add(container.name);
    }
  }
}

function checkContainer({ image, ports = [] }: Container, path: FieldPath, report: Report): void {
  if (!image?.trim()) report(path, message('IST0106.required', { field: formatPath([...path, 'image']) }));
  for (const [index, { containerPort, hostPort, protocol }] of ports.entries()) {
    const at = [...path, 'ports', index];
    checkPort(containerPort, [...at, 'containerPort'], report);
    if (hostPort !== undefined && hostPort !== 0) checkPort(hostPort, [...at, 'hostPort'], report);
    checkProtocol(protocol, [...at, 'protocol'], report);
  }
}

/** What `ValidateService` of pkg/apis/core/validation refuses of ports. */
export function checkServicePortValues({ ports = [] }: ServiceSpec, report: Report): void {
  const names = new Set<string>();
  for (const [index, { name = '', port, targetPort, protocol }] of ports.entries()) {
    const at = ['spec', 'ports', index];
    checkPort(port, [...at, 'port'], report);
    if (typeof targetPort === 'number') checkPort(targetPort, [...at, 'targetPort'], report);
    checkProtocol(protocol, [...at, 'protocol'], report);
    if (name === '' && ports.length > 1)
      report(at, message('IST0106.required', { field: formatPath([...at, 'name']) }));
    else if (names.has(name)) report([...at, 'name'], message('IST0106.nameTwice', { what: 'ports', name }));
    names.add(name);
  }
}

function checkPort(port: number, path: FieldPath, report: Report): void {
  if (port < 1 || port > 65_535) report(path, message('IST0106.port', { port }));
}

function checkProtocol(protocol: string | undefined, path: FieldPath, report: Report): void {
  if (protocol === undefined || PROTOCOLS.includes(protocol)) return;
  const args = { field: formatPath(path), allowed: PROTOCOLS, actual: `"${protocol}"`, hint: '' };
  report(path, message('IST0106.enumeration', args));
}
