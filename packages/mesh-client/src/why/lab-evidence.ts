import { dirname } from 'node:path';
import type { Evidence } from '@lab/evidence';
import type { Lab } from '@lab/local';
import { labStatistics } from '../lab/lab-statistics.ts';
import { listLogs, tail } from '../logs/log-files.ts';
import { type AccessLog, accessLogFile } from './access-log.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Lines of an application's log about one request that are shown. */
const LINES = 5;

/** What the lab of this machine knows: its mesh, its pods, their Envoys' statistics and their applications' logs. */
export function labEvidence({ mesh, status }: Pick<Lab, 'mesh' | 'status'>): Evidence {
  const { pods } = status();
  const podOf = (pod: string) => pods.find(({ namespace, name }) => `${namespace}/${name}` === pod);
  return {
    mesh,
    pods: pods.map(({ name, namespace, workload, ready, application }) => ({
      ...{ pod: `${namespace}/${name}`, workload, namespace, ready },
      restarts: application?.restarts ?? 0,
      ...(application?.lastExit !== undefined && { lastExit: application.lastExit }),
    })),
    // A proxy that has gone tells nothing; the cause is then likely at most.
    statistics: (pod, filter) => labStatistics(pods, pod, filter).catch(() => new Map()),
    applicationLog: async (pod, requestId) => {
      const path = podOf(pod)?.logs.application;
      if (path === undefined) return [];
      const { lines } = await tail({ path }, LINES, (line) => line.includes(requestId));
      return lines.map(withoutSecrets);
    },
  };
}

/** The access logs of the lab of this machine, those of pods that have ended too. */
export async function labAccessLogs({ status }: Pick<Lab, 'status'>): Promise<readonly AccessLog[]> {
  const [pod] = status().pods;
  const files = pod ? await listLogs(dirname(pod.logs.access)) : [];
  return files.filter(({ part }) => part === 'access').map(accessLogFile);
}
