import { DRAIN_SECONDS } from '@lab/envoy';
import { hasCode, LabError } from '@lab/errors';
import { fromPortable, type PortableResource, type Resource } from '@lab/istio';
import {
  callControl,
  controlSocket,
  type LabStatus,
  type OverlayChoice,
  type Reconfiguration,
} from '@lab/local';
import { withSender } from '../explain/sender.ts';
import type { MeshClient } from '../mesh-client.ts';
import { choosePod } from '../requests/choose-pod.ts';
import { sendFromPod } from '../requests/send-from-pod.ts';
import { gatewayAddress } from './gateway-address.ts';
import type { LabHandlers } from './lab-handlers.ts';
import { labStatistics } from './lab-statistics.ts';
import { runInLabPod } from './run-in-lab-pod.ts';
import { sendFromOutside } from './send-from-outside.ts';

/** The running lab, as other processes see it. Every method throws LabError LAB_NOT_UP when it has gone. */
export interface LabClient extends MeshClient {
  status(): Promise<LabStatus>;
  /** What the mesh in force is made of. */
  resources(): Promise<readonly Resource[]>;
  /** Runs another configuration, live. @throws LabError BUILD_FAILED when an application of it cannot be built */
  configure(choice: OverlayChoice, signal: AbortSignal): Promise<Reconfiguration>;
}

/** Sidecars send their spans every half second, applications every second. */
const ARRIVAL_MS = 1500;

/** The lab's Envoys write their access logs as often (`--file-flush-interval-msec`). */
const LOG_MS = 100;

/** The lab that runs in this project. @throws LabError LAB_NOT_UP when there is none */
export async function connectLab(root: string): Promise<LabClient> {
  const socket = controlSocket(root);
  const call = <Result>(method: string, params?: unknown, signal?: AbortSignal) =>
    callControl<Result>(socket, method, params, signal);
  const own = <Method extends keyof LabHandlers>(
    method: Method,
    params: Parameters<LabHandlers[Method]>[0],
  ) => call<Awaited<ReturnType<LabHandlers[Method]>>>(method, params);
  const status = () => call<LabStatus>('status');
  const lab: LabClient = {
    arrivalMs: ARRIVAL_MS,
    drainMs: DRAIN_SECONDS * 1000,
    status,
    gateway: async (host) => gatewayAddress(await status(), host),
    restart: (workload, { signal }) =>
      call<void>('restart', { workload }, signal).catch((error) => {
        throw signal.aborted ? interrupted(workload, error) : error;
      }),
    configure: (choice, signal) => call('configure', choice, signal),
    resources: async () => (await call<PortableResource[]>('resources')).map(fromPortable),
    why: (question) => own('why', question),
    failures: (question) => own('failures', question),
    logMs: LOG_MS,
    traceIds: (prefix) => own('traceIds', { prefix }),
    keepsTraces: async () => true,
    spans: (traceId) => own('spans', { traceId }),
    weights: (path) => own('weights', path),
    statistics: async (pod, filter) => labStatistics((await status()).pods, pod, filter),
    servedHosts: async () => [...new Set((await status()).hosts.map(({ host }) => host))],
    sampling: async () => (await call<number | null>('sampling')) ?? undefined,
    senderIn: async (workload) => {
      const { pods } = await status();
      return sendFromPod(runInLabPod(choosePod(pods, workload)));
    },
    senderOutside: async () => sendFromOutside((await status()).pods, (service) => own('endpoints', service)),
    explain: async (question) => {
      const { pods } = await status();
      return own('explain', withSender(question, pods));
    },
    // A connection a call: nothing stays open.
    close: async () => {},
  };
  await status();
  return lab;
}

function interrupted(workload: string, cause: unknown): LabError {
  const message = `interrupted: the lab continues to replace the pods of ${workload}`;
  return new LabError('INTERRUPTED', message, 'See them: ./lab status', { cause });
}

/** The lab that runs in this project, undefined when there is none. */
export async function findLab(root: string): Promise<LabClient | undefined> {
  try {
    return await connectLab(root);
  } catch (error) {
    if (hasCode(error, 'LAB_NOT_UP')) return undefined;
    throw error;
  }
}
