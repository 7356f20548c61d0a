import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AdminClient, adminClient } from '@lab/envoy';
import { NotMeasured } from './not-measured.ts';
import { median } from './quantile.ts';
import { routeWeight } from './route-weight.ts';
import type { BenchContext, BenchSection } from './section.ts';

const EDITS = 20;
const LATEST_MS = 20_000;
/** Between looks at one Envoy: each costs it about a millisecond of the time it needs for the update. */
const PAUSE_MS = 5;
/** An editor saves now and then, not at once again. */
const BETWEEN_EDITS_MS = 300;

const FILE = 'base/ml/routing.yaml';
const CLUSTER = 'outbound|5000|canary|ml-service.ml.svc.cluster.local';
/** The weights of the route without a header condition. */
const WEIGHTS =
  /(subset: stable\s+weight: )\d+(\s+- destination:\s+host: ml-service\s+subset: canary\s+weight: )\d+/;

/** From the moment a file is written until the last sidecar reports the new weight among its routes. */
export const editToEnvoy: BenchSection = {
  name: 'edit',
  summary: 'the time from a saved weight to the last sidecar that has it',
  async measure(context) {
    const sidecars = await routingSidecars(context);
    const times: number[] = [];
    while (times.length < EDITS) {
      context.signal.throwIfAborted();
      context.progress(`edit ${times.length + 1} of ${EDITS}, ${sidecars.length} sidecars`);
      times.push(await timeEdit(context, sidecars, 40 + times.length));
      await sleep(BETWEEN_EDITS_MS);
    }
    const where = `saved weight to all ${sidecars.length} sidecars, of ${EDITS} edits`;
    const aim = { of: 'with', most: 1_000 } as const;
    return [
      { measure: `${where}: median`, unit: 'ms', with: median(times) },
      { measure: `${where}: slowest`, unit: 'ms', with: Math.max(...times), aim },
    ];
  },
};

/** Every Envoy that has a route to the cluster. */
async function routingSidecars({ lab }: BenchContext): Promise<readonly AdminClient[]> {
  const { pods } = await lab.status();
  const clients = pods.flatMap(({ sidecar }) => (sidecar ? [adminClient(sidecar.adminSocket)] : []));
  const weights = await Promise.all(clients.map(currentWeight));
  const routing = clients.filter((_, index) => weights[index] !== undefined);
  if (routing.length === 0) throw new NotMeasured(`no sidecar has a weight for ${CLUSTER}`);
  return routing;
}

async function currentWeight(admin: AdminClient): Promise<number | undefined> {
  return routeWeight(await admin.configDump('dynamic_route_configs'), CLUSTER);
}

/** Milliseconds. The sidecars are looked at one after the other, so the time is that of the last one or a little more. */
async function timeEdit({ lab, signal }: BenchContext, sidecars: readonly AdminClient[], weight: number) {
  const path = join(lab.manifests, FILE);
  const edited = withWeight(readFileSync(path, 'utf8'), weight);
  const start = performance.now();
  writeFileSync(path, edited);
  for (const sidecar of sidecars) {
    while ((await currentWeight(sidecar)) !== weight) {
      signal.throwIfAborted();
      if (performance.now() - start > LATEST_MS)
        throw new NotMeasured(`an edit of ${FILE} did not take effect`);
      await sleep(PAUSE_MS);
    }
  }
  return performance.now() - start;
}

function withWeight(yaml: string, canary: number): string {
  if (!WEIGHTS.test(yaml)) throw new NotMeasured(`${FILE} has no weights of the form that is edited here`);
  return yaml.replace(WEIGHTS, `$1${100 - canary}$2${canary}`);
}
