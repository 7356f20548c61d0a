import { LabError } from '@lab/errors';
import type { Pod } from '@lab/istio';
import { formatAddress, type SocketAddress } from '../addresses/socket-address.ts';
import type { ApplicationStatus } from '../workloads/application.ts';
import { keyOf } from './pod-key.ts';

/** The pod was stopped while somebody waited for it. */
export function interrupted(pod: Pod): LabError {
  return new LabError(
    'INTERRUPTED',
    `${keyOf(pod)} was stopped before it was ready`,
    'Start the lab again with `./lab up`.',
  );
}

/** Envoy's words for rejecting what its pod is to start with. */
export function sidecarRejects(pod: Pod, reason: string, logPath: string): LabError {
  const message = `the sidecar of ${keyOf(pod)} rejected its configuration: ${reason}`;
  return new LabError('SIDECAR_NOT_READY', message, `Read its log: ${logPath}`);
}

/** A sidecar still sends to a pod that is to be replaced. */
export function endpointsNotTaken(pod: Pod): LabError {
  const message = `the sidecar of ${keyOf(pod)} did not take the endpoints of the new pod`;
  return new LabError('SIDECAR_NOT_READY', message, 'The old pod keeps running.');
}

export function unknownWorkload(workload: string, running: readonly { readonly pod: Pod }[]): LabError {
  const known = [...new Set(running.map(({ pod }) => pod.workload))].sort().join(', ');
  return new LabError('UNKNOWN_WORKLOAD', `there is no workload ${workload}`, `The workloads are ${known}.`);
}

export interface NotReady {
  readonly what: string;
  readonly application: ApplicationStatus | undefined;
  readonly logPath: string;
  /** Where a program that has to be told listens: that it listens elsewhere is the common reason. */
  readonly listens: SocketAddress | undefined;
}

/** The pod's application does not take requests. */
export function notReady(pod: Pod, { what, application, logPath, listens }: NotReady): LabError {
  const last = application?.lastExit ? ` (last: ${application.lastExit})` : '';
  const where = listens ? `. It must listen on ${formatAddress(listens)}, which HOST and PORT contain` : '';
  return new LabError(
    'WORKLOAD_NOT_READY',
    `${keyOf(pod)} ${what}${last}`,
    `Read its log: ${logPath}${where}`,
  );
}
