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

/** Envoy's words for refusing what its pod is to start with. */
export function sidecarRefuses(pod: Pod, rejection: string, logPath: string): LabError {
  const message = `the sidecar of ${keyOf(pod)} rejected its configuration: ${rejection}`;
  return new LabError('SIDECAR_NOT_READY', message, `Read its log: ${logPath}`);
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
