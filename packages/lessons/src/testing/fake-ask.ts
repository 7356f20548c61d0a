import type { MeshClient, MeshPod, RequestReport } from '@lab/mesh-client';
import type { Ask, OwnRequest } from '../ask/ask.ts';

type Answer = RequestReport['answers'][number];

/** A mesh in which one frontend calls a backend, and whatever a test wants of it. */
export interface FakeMesh {
  /** Statistics of the frontend's sidecar and of others, by Envoy's names; a test changes them as calls come. */
  readonly statistics: Map<string, number>;
  /** How calls are answered. */
  answer(request: OwnRequest): readonly Answer[];
  /** Calls without an answer, of each load. */
  readonly failures?: RequestReport['failures'];
  readonly pods?: readonly Partial<MeshPod>[];
  /** Workloads that call the backend; the frontend's without. */
  readonly callers?: readonly string[];
  /** The emitted destination of the calls to the backend. */
  readonly destination?: object;
  readonly route?: object;
}

/** The name of a statistic of the frontend's calls to the backend. */
export function callsToBackend(statistic: string): string {
  return `cluster.outbound|8080|stable|backend-service.backend.svc.cluster.local.${statistic}`;
}

const FRONTEND = { namespace: 'frontend', name: 'frontend-1', workload: 'frontend-stable' };

export function fakeAsk(fake: FakeMesh): Ask {
  const { statistics, answer, failures = [], pods = [], destination = {}, route = {} } = fake;
  const { callers = ['frontend/frontend-stable'] } = fake;
  const all = [FRONTEND, ...pods].map((pod) => ({
    ...{ labels: {}, proxy: 'sidecar', ready: true, draining: false },
    ...pod,
  }));
  const mesh = {
    arrivalMs: 0,
    status: async () => ({ pods: all }),
    statistics: async (_pod: string, filter: string) =>
      new Map([...statistics].filter(([name]) => new RegExp(filter).test(name))),
  } as unknown as MeshClient;
  const hop = {
    ...{ hop: 2, callers, ends: [], route },
    request: { host: 'backend-service.backend' },
    destinations: [{ host: 'backend-service.backend.svc.cluster.local', endpoints: [], ...destination }],
  };
  // What no check of these tests asks for is left out.
  const ask: Partial<Ask> = {
    ...{ mesh, signal: new AbortController().signal, findings: [], answer: {}, files: new Map() },
    explain: async () => ({ hops: [hop] }) as never,
    send: async (request) => {
      const answers = answer(request).filter((one) => one.count > 0);
      return { answers, failures, latencyMs: { p99: 1 } } as unknown as RequestReport;
    },
    classify: async () => ({ hops: [], failures: [] }),
  };
  return ask as Ask;
}

/** So many statistics more. */
export function count(statistics: Map<string, number>, name: string, more: number): void {
  statistics.set(name, (statistics.get(name) ?? 0) + more);
}
