import { LabError } from '@lab/errors';
import type { ClusterClient } from '@lab/mesh-client';
import type { Places } from '../feed/places.ts';
import type { Lack, RequestRow, TrafficWindow } from '../protocol.ts';
import type { TrafficReader } from '../server/source.ts';
import { counterIncreases } from './counter-increases.ts';
import { DURATIONS, REQUESTS, trafficOfMetrics } from './istio-metrics.ts';
import { traceRow } from './trace-row.ts';

/** Requests that are kept. */
const MOST_REQUESTS = 500;
/** Traces that are read in one look; the others come with the next ones. */
const MOST_TRACES = 20;
/** Milliseconds after the beginning of a trace in which more of its spans may come. */
const ARRIVES_WITHIN_MS = 20_000;

const INSTALL = 'Install it with `kubectl apply -k k8s/observability`, or `skaffold dev -p observability`.';

export type TrafficClient = Pick<
  ClusterClient,
  'metrics' | 'keepsTraces' | 'traceIds' | 'spans' | 'sampling'
>;

/** Traffic from the counters that Prometheus has, and requests from the traces that Jaeger has. Neither rejects: `lack` is told. */
export function clusterTraffic(
  client: TrafficClient,
  lack: (what: Lack['what'], text: string | undefined) => void,
): TrafficReader {
  const requests = counterIncreases();
  const durations = counterIncreases();
  const rows = new Map<string, RequestRow>();
  const readWindow = async (places: Places): Promise<TrafficWindow | undefined> => {
    const counted = await client.metrics(REQUESTS);
    if (counted === undefined) {
      lack('traffic', `Traffic is not measured: this cluster has no Prometheus. ${INSTALL}`);
      return undefined;
    }
    lack('traffic', counted.length === 0 ? NOTHING_COUNTED : undefined);
    const timed = (await client.metrics(DURATIONS)) ?? [];
    const edges = trafficOfMetrics(requests.take(counted), durations.take(timed), places);
    return edges.length > 0 ? { at: Date.now(), edges } : undefined;
  };
  const readRows = async (places: Places): Promise<readonly RequestRow[]> => {
    if (!(await client.keepsTraces())) {
      lack('requests', `Requests are not listed: this cluster has no Jaeger. ${INSTALL}`);
      return [];
    }
    const ids = (await client.traceIds('')).filter((id) => !isComplete(rows.get(id)));
    const read = await Promise.all(
      ids.slice(0, MOST_TRACES).map(async (id) => traceRow(id, await client.spans(id), places)),
    );
    lack('requests', samplingText(await client.sampling()));
    const changed = read.filter(
      (row): row is RequestRow =>
        row !== undefined && JSON.stringify(rows.get(row.id)) !== JSON.stringify(row),
    );
    for (const row of changed) rows.set(row.id, row);
    for (const id of rows.keys()) if (rows.size > MOST_REQUESTS) rows.delete(id);
    return changed;
  };
  return {
    read: async (places) => {
      const [window, found] = await Promise.all([
        orSay(lack, 'traffic', 'Traffic is not measured', () => readWindow(places)),
        orSay(lack, 'requests', 'Requests are not listed', () => readRows(places)),
      ]);
      return { ...(window && { window }), requests: found ?? [] };
    },
    requests: () => [...rows.values()].toSorted((a, b) => a.at - b.at),
    // What is there is found anew with every look.
    follow: () => {},
    close: () => {},
  };
}

const NOTHING_COUNTED =
  'No traffic was measured yet: Prometheus has no metric istio_requests_total. Either nothing was called, or Prometheus does not scrape ' +
  'the proxies (docs/observability.md).';

/** Undefined where every request is sampled. */
function samplingText(percentage: number | undefined): string | undefined {
  if (percentage === 100) return undefined;
  const share = percentage === undefined ? 'some' : `${percentage}%`;
  return `The list has sampled requests alone: the mesh samples ${share} of them.`;
}

function isComplete(row: RequestRow | undefined): boolean {
  return row !== undefined && Date.now() - row.at > ARRIVES_WITHIN_MS;
}

/** What was asked for; where the cluster does not give it, why not is said in place of it. */
async function orSay<Value>(
  lack: (what: Lack['what'], text: string) => void,
  what: Lack['what'],
  sentence: string,
  ask: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await ask();
  } catch (error) {
    const remedy = error instanceof LabError ? ` ${error.remedy}` : '';
    lack(what, `${sentence}: ${(error as Error).message.replace(/\.$/, '')}.${remedy}`);
    return undefined;
  }
}
