import type { StartSidecar } from '../sidecars/running-sidecar.ts';
import type { StandIns } from '../stand-ins/stand-ins.ts';
import { applicationStarter } from '../stand-ins/start-stand-in.ts';
import type { Application, ApplicationOptions } from '../workloads/application.ts';

/** What starts the two processes of a pod; tests have others, which start none. */
export interface ProcessStarters {
  readonly startSidecar: StartSidecar;
  readonly startApplication: (options: ApplicationOptions) => Application;
}

export function processStarters(standIns: StandIns): ProcessStarters {
  return {
    // Envoy's messages take a tenth of a second to load, and only the lab itself needs them.
    startSidecar: async (options, config) => {
      const { startSidecar } = await import('../sidecars/sidecar.ts');
      return startSidecar(options, config);
    },
    startApplication: applicationStarter(standIns),
  };
}
