import type { StartSidecar } from '../sidecars/running-sidecar.ts';
import { startSidecar } from '../sidecars/sidecar.ts';
import { type Application, type ApplicationOptions, startApplication } from '../workloads/application.ts';

/** What starts the two processes of a pod; tests have others, which start none. */
export interface ProcessStarters {
  readonly startSidecar: StartSidecar;
  readonly startApplication: (options: ApplicationOptions) => Application;
}

export const processStarters: ProcessStarters = { startSidecar, startApplication };
