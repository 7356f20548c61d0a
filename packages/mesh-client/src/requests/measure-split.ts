import { compareSplit, countHops, type SplitShare } from '@lab/observe';
import type { MeshClient } from '../mesh-client.ts';
import {
  CLASSIFY_PATH,
  type ClassificationLoad,
  type GatewayResponses,
  sendClassifications,
} from './send-classifications.ts';
import { type Latency, latencyOf, type OnRequests } from './send-timed.ts';

/** How requests to the application were answered, and how each tier split them. Plain JSON. */
export interface CallReport {
  readonly requests: number;
  readonly answered: number;
  /** Failed requests by reason, with the trace of the last one that was sampled. */
  readonly failures: readonly {
    readonly reason: string;
    /** 0 for no answer. */
    readonly status: number;
    readonly count: number;
    readonly traceId?: string;
  }[];
  readonly elapsedMs: number;
  /** Milliseconds over all requests, failed ones too. */
  readonly latencyMs: Latency;
  readonly tiers: readonly SplitShare[];
  /** Of the last answered request that was sampled, where traces are kept. */
  readonly lastTraceId?: string;
}

/** Sends requests to the application of the project, and holds the split of each tier against its configured weights. */
export async function measureSplit(
  mesh: MeshClient,
  load: ClassificationLoad,
  onRequests?: OnRequests,
): Promise<CallReport> {
  const responses = await sendClassifications(load, onRequests);
  const counts = countHops(responses.hops);
  const path = {
    services: [...counts.keys()],
    headers: Object.fromEntries(
      Object.entries(load.headers).map(([name, value]) => [name, [value].flat().join()]),
    ),
    host: load.gateway.host,
    path: CLASSIFY_PATH,
    method: 'POST',
  };
  const found = (await mesh.keepsTraces()) ? responses : withoutTraces(responses);
  return createReport(found, compareSplit(counts, await mesh.weights(path)));
}

/** Ids of traces that nobody keeps lead nowhere. */
function withoutTraces({ lastTraceId: _, failures, ...rest }: GatewayResponses): GatewayResponses {
  const untraced = [...failures].map(([reason, { count, status }]) => [reason, { count, status }] as const);
  return { ...rest, failures: new Map(untraced) };
}

function createReport(responses: GatewayResponses, tiers: CallReport['tiers']): CallReport {
  const { hops, failures, durationsMs, elapsedMs, lastTraceId } = responses;
  return {
    requests: durationsMs.length,
    answered: hops.length,
    failures: [...failures].map(([reason, requests]) => ({ reason, ...requests })),
    elapsedMs,
    latencyMs: latencyOf(durationsMs),
    tiers,
    ...(lastTraceId && { lastTraceId }),
  };
}
