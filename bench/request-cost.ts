import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { adminClient } from '@lab/envoy';
import { connectLab } from '@lab/mesh-client';
import { sendLoad } from '@lab/observe';
import { type CostByPart, costRows, cpuByPart } from './cpu-by-part.ts';
import { NotMeasured } from './not-measured.ts';
import type { BenchContext, BenchSection } from './section.ts';
import { withoutFormat } from './without-format.ts';

/** Pairs of blocks with and without the fields, in turns (ABBA), and requests of a block. */
const PAIRS = 6;
const REQUESTS = 250;
const CONCURRENCY = 4;
/** Long enough for listeners that were replaced to be drained, and for spans to be sent. */
const SETTLE_MS = 3_000;
const LATEST_MS = 30_000;

const FILE = 'platform/istio-system.yaml';
/** A field that only the lab's format has. */
const FIELD = 'UPSTREAM_HOSTS_ATTEMPTED';

/** What the fields of the access log that `why` needs cost, against Istio's default ones. */
export const requestCost: BenchSection = {
  name: 'request',
  summary: "CPU time of a request by process, with the lab's access log fields and with Istio's",
  async measure(context) {
    const path = join(context.lab.manifests, FILE);
    await context.lab.status();
    const original = readFileSync(path, 'utf8');
    const ways = { with: original, without: withoutFormat(original) };
    const taken: Record<keyof typeof ways, CostByPart[]> = { with: [], without: [] };
    const block = async (way: keyof typeof ways) => {
      writeFileSync(path, ways[way]);
      await untilInForce(context, way === 'with');
      await send(context, REQUESTS / 4);
      taken[way].push(await costOf(context, way === 'with'));
    };
    try {
      for (let pair = 0; pair < PAIRS; pair += 1) {
        context.progress(`${REQUESTS} requests with and without the fields, pair ${pair + 1} of ${PAIRS}`);
        const order = pair % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const);
        for (const way of order) await block(way);
      }
    } finally {
      writeFileSync(path, original);
    }
    return costRows('CPU time of a request', taken.without, taken.with);
  },
};

/** Waits until every Envoy has the format, and has ended the listeners that it had before. */
async function untilInForce({ lab, signal }: BenchContext, hasFields: boolean): Promise<void> {
  const { pods } = await lab.status();
  const deadline = performance.now() + LATEST_MS;
  for (const { sidecar } of pods) {
    if (!sidecar) continue;
    const admin = adminClient(sidecar.adminSocket);
    const has = async () =>
      JSON.stringify(await admin.configDump('dynamic_listeners')).includes(FIELD) === hasFields;
    while (!(await has())) {
      signal.throwIfAborted();
      if (performance.now() > deadline) throw new NotMeasured(`an edit of ${FILE} did not take effect`);
      await sleep(100);
    }
  }
  await sleep(SETTLE_MS);
}

/** CPU milliseconds of a request, by who spends them. With the fields, one `why` is asked as well. */
async function costOf(context: BenchContext, asksWhy: boolean): Promise<CostByPart> {
  const since = cpuByPart(await context.lab.status());
  await send(context, REQUESTS);
  if (asksWhy) {
    const lab = await connectLab(context.root);
    await lab.why({});
    await lab.close();
  }
  await sleep(SETTLE_MS / 2);
  return since(REQUESTS);
}

async function send({ lab, signal }: BenchContext, total: number): Promise<void> {
  const { gatewayPort } = await lab.status();
  let failed = 0;
  await sendLoad({
    url: new URL(`http://127.0.0.1:${gatewayPort}/api/classify`),
    method: 'POST',
    headers: { host: `frontend.localhost:${gatewayPort}`, 'content-type': 'application/json' },
    body: JSON.stringify({ item: 'glass bottle' }),
    concurrency: CONCURRENCY,
    timeoutMs: 30_000,
    ...{ total, signal },
    onOutcome: (outcome) => {
      if (!('status' in outcome) || outcome.status !== 200) failed += 1;
    },
  });
  signal.throwIfAborted();
  if (failed > 0) throw new NotMeasured(`${failed} of ${total} requests failed`);
}
