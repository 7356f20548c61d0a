import { dirname } from 'node:path';
import { type Evidence, type EvidencePod, type PodExit, readAccessLogEntry } from '@lab/evidence';
import type { Lab, PodStatus } from '@lab/local';
import { labStatistics } from '../lab/lab-statistics.ts';
import { listLogs, tail } from '../logs/log-files.ts';
import { type AccessLog, accessLogFile } from './access-log.ts';
import { withoutSecrets } from './without-secrets.ts';

/** Lines of an application's log about one request that are shown. */
const LINES = 5;

/** What the lab of this machine knows: its mesh, its pods, their Envoys' statistics and their applications' logs. */
export function labEvidence({ mesh, status }: Pick<Lab, 'mesh' | 'status'>): Evidence {
  const { pods, findings } = status();
  const podOf = (pod: string) => pods.find(({ namespace, name }) => `${namespace}/${name}` === pod);
  return {
    ...{ mesh, findings },
    pods: pods.map(podEvidence),
    // A proxy that has gone tells nothing; the cause is then likely at most.
    statistics: (pod, filter) => labStatistics(pods, pod, filter).catch(() => new Map()),
    applicationLog: async (pod, requestId) => {
      const path = podOf(pod)?.logs.application;
      if (path === undefined) return [];
      const { lines } = await tail({ path }, LINES, (line) => line.includes(requestId));
      return lines.map(withoutSecrets);
    },
    connectionLog: async (pod, address) => {
      const path = podOf(pod)?.logs.access;
      if (path === undefined) return [];
      const { lines } = await tail({ path }, LINES, (line) => line.includes(`"${address}"`));
      return lines
        .flatMap((line) => readAccessLogEntry(pod, line) ?? [])
        .filter(({ upstreamLocalAddress }) => upstreamLocalAddress === address);
    },
  };
}

/** The access logs of the lab of this machine, those of pods that have ended too. */
export async function labAccessLogs({ status }: Pick<Lab, 'status'>): Promise<readonly AccessLog[]> {
  const [pod] = status().pods;
  const files = pod ? await listLogs(dirname(pod.logs.access)) : [];
  return files.filter(({ part }) => part === 'access').map(accessLogFile);
}

/** A pod of the lab, as far as a failure may come from it. */
export function podEvidence(pod: PodStatus): EvidencePod {
  const { name, namespace, workload, ready, application, sidecar, addresses, predecessorEndedAt } = pod;
  return {
    ...{ pod: `${namespace}/${name}`, workload, namespace, ready },
    restarts: application?.restarts ?? 0,
    addresses: Object.values(addresses.inbound),
    exits: [
      ...exitsOf('application', application),
      ...exitsOf('sidecar', sidecar),
      ...replacedAt(predecessorEndedAt),
    ],
    ...(application?.lastExit !== undefined && { lastExit: application.lastExit }),
  };
}

/** The last end of a process, where it had one. */
function exitsOf(
  part: PodExit['part'],
  status: { readonly lastExit?: string; readonly lastExitAt?: number } | undefined,
): PodExit[] {
  const { lastExit: how = 'unknown', lastExitAt: at } = status ?? {};
  return at === undefined ? [] : [{ part, how, at }];
}

function replacedAt(at: number | undefined): PodExit[] {
  return at === undefined ? [] : [{ part: 'pod', how: 'it was replaced', at }];
}
