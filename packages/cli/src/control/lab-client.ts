import { callControl, controlSocket, type LabStatus } from '@lab/local';
import type { Span } from '@lab/observe';
import type { TierPath, TierWeights } from '../tier-weights.ts';
import type { LabHandlers } from './lab-handlers.ts';

/** The running lab, as other processes see it. Every method throws LocalError LAB_NOT_UP when it has gone. */
export interface LabClient {
  status(): Promise<LabStatus>;
  restart(workload: string): Promise<void>;
  traceIds(prefix: string): Promise<readonly string[]>;
  spans(traceId: string): Promise<readonly Span[]>;
  weights(path: TierPath): Promise<TierWeights>;
}

/** The lab that runs in this project. @throws LocalError LAB_NOT_UP when there is none */
export async function connectLab(root: string): Promise<LabClient> {
  const socket = controlSocket(root);
  const call = <Result>(method: string, params?: unknown) => callControl<Result>(socket, method, params);
  const own = <Method extends keyof LabHandlers>(
    method: Method,
    params: Parameters<LabHandlers[Method]>[0],
  ) => call<ReturnType<LabHandlers[Method]>>(method, params);
  const lab: LabClient = {
    status: () => call('status'),
    restart: (workload) => call('restart', { workload }),
    traceIds: (prefix) => own('traceIds', { prefix }),
    spans: (traceId) => own('spans', { traceId }),
    weights: (path) => own('weights', path),
  };
  await lab.status();
  return lab;
}

/** The lab that runs in this project, undefined when there is none. */
export async function findLab(root: string): Promise<LabClient | undefined> {
  try {
    return await connectLab(root);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'LAB_NOT_UP') return undefined;
    throw error;
  }
}
