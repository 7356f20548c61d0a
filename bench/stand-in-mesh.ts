import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AdminClient, adminClient } from '@lab/envoy';
import { sizedMesh } from '@lab/istio/sized-mesh';
import type { LabStatus } from '@lab/local';
import { sendLoad } from '@lab/observe';
import type { Measurement } from './measurement.ts';
import { NotMeasured } from './not-measured.ts';
import { processMemory, processTree } from './process-usage.ts';
import { median } from './quantile.ts';
import { routeWeight } from './route-weight.ts';
import type { BenchContext, BenchSection } from './section.ts';

const SERVICES = 60;
const EDITS = 10;
const LATEST_MS = 60_000;
const SETTLE_MS = 5_000;
const CALLS = 200;
const ROUTES = 'dynamic_route_configs';
const CLUSTER = 'outbound|8080|canary|service-0.team-0.svc.cluster.local';

/** The way in: the first service, which calls others. */
const GATEWAY = `apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: way-in, namespace: team-0 }
spec:
  selector: { istio: ingressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ['*'] }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: way-in, namespace: team-0 }
spec:
  hosts: ['*']
  gateways: [way-in]
  http: [{ route: [{ destination: { host: service-1 } }] }]
`;

/** A mesh of images that are not built here: two stand-ins a service, each with its Envoy. */
export const standInMesh: BenchSection = {
  name: 'sixty',
  summary:
    'the start, calls, an edit and the memory of a mesh of 60 services and 120 pods, all of them stand-ins',
  async measure(context) {
    const { lab, progress } = context;
    const file = join(dirname(lab.manifests), 'sixty.yaml');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, sizedMesh(SERVICES) + GATEWAY);
    await lab.down();
    progress('starting 120 pods');
    const started = await lab.up(file);
    const status = await lab.status();
    await sleep(SETTLE_MS);
    const calls = await timeCalls(context, status);
    const edits: number[] = [];
    while (edits.length < EDITS) {
      progress(`edit ${edits.length + 1} of ${EDITS}`);
      edits.push(await timeEdit(context, file, status, 11 + edits.length));
      await sleep(SETTLE_MS / 5);
    }
    const memory = memoryRows(status);
    await lab.down();
    const pods = status.pods.length;
    return [
      { measure: `start of ${pods} pods`, unit: 'ms', with: started, aim: { of: 'with', most: 120_000 } },
      { measure: 'a call through two stand-ins: median', unit: 'ms', with: median(calls) },
      { measure: `saved weight to all ${pods} sidecars: median`, unit: 'ms', with: median(edits) },
      ...[
        {
          measure: '  the slowest',
          unit: 'ms',
          with: Math.max(...edits),
          aim: { of: 'with', most: 2_000 },
        } as const,
      ],
      ...memory,
    ];
  },
};

async function timeCalls({ signal, progress }: BenchContext, { gatewayPort }: LabStatus): Promise<number[]> {
  progress(`sending ${CALLS} requests`);
  const times: number[] = [];
  const url = new URL(`http://127.0.0.1:${gatewayPort}/?call=http://service-59.team-2:8080/`);
  await sendLoad({
    ...{ url, method: 'GET', headers: {}, total: CALLS, concurrency: 1, timeoutMs: 30_000, signal },
    onOutcome: (outcome) => {
      if (!('status' in outcome) || outcome.status !== 200) throw new NotMeasured('a call failed');
      times.push(outcome.durationMs);
    },
  });
  return times;
}

/**
 * Milliseconds from the moment a file is written until the last sidecar took the routes, as each of them notes it. That these have the new
 * weight is looked up after it: 121 proxies that write their routes out would take longer than the edit.
 */
async function timeEdit({ signal }: BenchContext, file: string, { pods }: LabStatus, weight: number) {
  const edited = readFileSync(file, 'utf8').replace(
    /(host: service-0, subset: stable \}, weight: )\d+( \}\n.*host: service-0, subset: canary \}, weight: )\d+/,
    `$1${100 - weight}$2${weight}`,
  );
  const sidecars = pods.flatMap(({ sidecar, proxy }) =>
    sidecar && proxy === 'sidecar' ? [adminClient(sidecar.adminSocket)] : [],
  );
  const start = Date.now();
  writeFileSync(file, edited);
  let last = start;
  for (const sidecar of sidecars) {
    let updated = await lastUpdate(sidecar);
    while (updated < start) {
      signal.throwIfAborted();
      if (Date.now() - start > LATEST_MS) throw new NotMeasured('an edit did not take effect');
      await sleep(100);
      updated = await lastUpdate(sidecar);
    }
    last = Math.max(last, updated);
  }
  for (const sidecar of sidecars) {
    const active = routeWeight(await sidecar.configDump(ROUTES), CLUSTER);
    if (active !== weight) throw new NotMeasured(`a sidecar has the weight ${active} and not ${weight}`);
  }
  return last - start;
}

/** When a sidecar took the newest of its route tables: milliseconds since the epoch. */
async function lastUpdate(sidecar: AdminClient): Promise<number> {
  const tables = await sidecar.configDump(ROUTES, 'last_updated');
  return Math.max(...tables.map(({ last_updated }) => Date.parse(String(last_updated))));
}

function memoryRows(status: LabStatus): Measurement[] {
  const megabytes = (pids: Iterable<number>, size: 'pss' | 'rss') =>
    [...pids].reduce((sum, pid) => sum + (processMemory(pid)[size] ?? Number.NaN), 0) / 1e6;
  const standIns = new Set(status.pods.flatMap(({ application }) => application?.pid ?? []));
  const sidecars = new Set(status.pods.flatMap(({ sidecar }) => sidecar?.pid ?? []));
  const count = status.pods.filter(({ standIn }) => standIn).length;
  const standInMemory = megabytes(standIns, 'rss');
  return [
    {
      measure: `all processes, PSS`,
      unit: 'MB',
      with: megabytes(processTree(status.pid), 'pss'),
      aim: { of: 'with', most: 10_000 },
    },
    { measure: '  sidecars and gateway, PSS', unit: 'MB', with: megabytes(sidecars, 'pss') },
    { measure: '  the lab itself, PSS', unit: 'MB', with: megabytes([status.pid], 'pss') },
    { measure: `  the stand-ins of ${count} pods, RSS`, unit: 'MB', with: standInMemory },
    { measure: '  a stand-in, RSS', unit: 'MB', with: standInMemory / count, aim: { of: 'with', most: 5 } },
  ];
}
