/** What `./lab explain` foretells against what running Envoys do with the same requests. */
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { journey } from '@lab/istio';
import type { PodStatus } from '@lab/local';
import { connectLab, type ExplainQuestion, type LabClient } from '@lab/mesh-client';
import { binomialInterval } from '@lab/observe';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isDraining } from './envoy-config.ts';
import { type Observed, observeRequests } from './observed-requests.ts';
import type { TestLab } from './test-lab.ts';

const root = resolve(import.meta.dirname, '../../..');
const COMPONENTS = join(root, 'k8s/components');

/** Needs a cluster: ztunnels and waypoints. */
const NOT_HERE = ['ambient'];

/** The components that run without a cluster. */
export function runnableComponents(): string[] {
  return readdirSync(COMPONENTS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NOT_HERE.includes(entry.name))
    .map(({ name }) => name);
}

const seed = Number(process.env.EXPLAIN_SEED ?? randomInt(2 ** 31));
const RUNS = 30;
const SAMPLES = 150;

let lab: TestLab;
let client: LabClient;

/** A request of somebody; the gateway's client where no workload sends it. */
interface Generated {
  readonly from?: string;
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

const token = readFileSync(join(COMPONENTS, 'jwt/demo.jwt'), 'utf8').trim();
const headers = fc
  .record(
    {
      'x-canary': fc.constantFrom('true', 'false', 'TRUE'),
      authorization: fc.constantFrom(`Bearer ${token}`, 'Bearer not.a.token'),
      b3: fc.constant('0'),
    },
    { requiredKeys: [] },
  )
  .map((some) => Object.fromEntries(Object.entries(some)) as Record<string, string>);
// No path that leads to an error of an application: those depend on more than configuration.
const common = {
  method: fc.constantFrom('GET', 'DELETE', 'PUT'),
  path: fc.constantFrom('/', '/nosuch', '/api/nosuch', '/a/../nosuch', '/%6Eosuch'),
  headers,
};
const throughGateway: fc.Arbitrary<Generated> = fc.record({
  ...common,
  host: fc.constantFrom('frontend.localhost', 'frontend.local', 'FRONTEND.localhost', 'nosuch.localhost'),
  port: fc.constant(80),
});
const SERVICES = [
  ['frontend-service.frontend', 80],
  ['backend-service.backend.svc.cluster.local', 8080],
  ['backend-service.backend', 8080],
  ['ml-service.ml', 5000],
  ['elsewhere.example', 80],
] as const;
const fromWorkload: fc.Arbitrary<Generated> = fc
  .record({
    ...common,
    from: fc.constantFrom('frontend/frontend-stable', 'backend/backend-canary', 'ml/ml-stable'),
    service: fc.constantFrom(...SERVICES),
  })
  .map(({ service: [host, port], ...rest }) => ({ ...rest, host, port }));

function question({ from, host, port, method, path, headers: own }: Generated): ExplainQuestion {
  // An URL would resolve the path, which is the proxies' to do.
  const url = `http://${host}:${port}${path.replace('/a/../', '/')}`;
  return { ...(from && { from }), method, url, headers: own, next: ['http://nowhere.invalid/'] };
}

/** Sends requests of one sender, and answers with what became of each. */
async function observe(pods: readonly PodStatus[], requests: readonly Generated[]): Promise<Observed[]> {
  const result: Observed[] = Array(requests.length);
  for (const from of new Set(requests.map((request) => request.from))) {
    const sender = pods.find(({ namespace, workload, proxy, draining }) =>
      from ? `${namespace}/${workload}` === from && !draining : proxy === 'gateway',
    );
    if (!sender) throw new Error(`there is no pod of ${from}`);
    const own = [...requests.entries()].filter(([, request]) => request.from === from);
    const sent = own.map(([, { host, port, ...rest }]) => ({
      ...rest,
      host: from && port !== 80 ? `${host}:${port}` : host,
      at: from ? (sender.addresses.outbound[`0.0.0.0_${port}`] ?? '') : `127.0.0.1:${lab.gatewayPort}`,
    }));
    const seen = await observeRequests(pods, sender, sent);
    for (const [place, [index]] of own.entries()) result[index] = seen[place] as Observed;
  }
  return result;
}

/** Whether what was seen is one of the ends that were foretold. */
function isEnd({ by, status, flags, cluster, workloads }: journey.End, seen: Observed): boolean {
  const isFromServer = by === 'application' || by === 'server-proxy';
  return (
    [...flags].sort().join() === seen.flags.join() &&
    (status === undefined || status === seen.status) &&
    seen.isUpstream === isFromServer &&
    (!isFromServer || (seen.cluster === cluster && workloads.includes(seen.workload ?? '')))
  );
}

/** A server outside of the mesh is nobody's to foretell, and there is none here. */
const leadsOutside = ({ ends }: journey.Hop) => ends.some(({ by }) => by === 'outside');
const isReachable = ({ from, port }: Generated, pods: readonly PodStatus[]) =>
  !from ||
  pods.some(
    ({ namespace, workload, addresses }) =>
      `${namespace}/${workload}` === from && addresses.outbound[`0.0.0.0_${port}`] !== undefined,
  );

async function firstHop(request: Generated): Promise<journey.Hop> {
  const { hops } = await client.explain(question(request));
  return hops[0] as journey.Hop;
}

async function run(component: string): Promise<readonly PodStatus[]> {
  const text = readFileSync(join(COMPONENTS, component, 'kustomization.yaml'), 'utf8');
  const excluded = /lab\.local\/excludes: (\S+)/.exec(text)?.[1]?.split(',') ?? [];
  const overlay = readFileSync(join(root, 'k8s/overlays/local/kustomization.yaml'), 'utf8');
  const without = excluded.filter((name) => overlay.includes(`components/${name}\n`));
  const place = ['--manifests', lab.manifests.folder, '--overlay', 'local'];
  const own = overlay.includes(`components/${component}\n`) ? [] : ['--with', component];
  const left = without.length > 0 ? ['--without', without.join()] : [];
  const { code, stdout, stderr } = await lab.run('up', ...place, ...own, ...left);
  expect(code, `${stdout}${stderr}`).toBe(0);
  const isReady = ({ ready, draining }: PodStatus) => ready && !draining;
  return vi.waitFor(
    async () => {
      const pods = await lab.pods();
      if (!pods.every(isReady)) throw new Error('pods are not ready');
      // Connections of before an update are still served as before it.
      const draining = await Promise.all(pods.map(isDraining));
      if (draining.some(Boolean)) throw new Error('connections drain');
      return pods;
    },
    { timeout: 120_000, interval: 200 },
  );
}

/** Registers the tests that compare both, in a lab that is opened for them and closed after them. */
export function compareExplanations(components: readonly string[], open: () => Promise<TestLab>): void {
  let compared = 0;

  beforeAll(async () => {
    process.stdout.write(`explain: seed ${seed}; EXPLAIN_SEED=${seed} sends the same requests\n`);
    lab = await open();
    vi.stubEnv('LAB_DIR', lab.dir);
    client = await connectLab(root);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await lab?.close();
  });

  describe.each(components)('with %s', (component) => {
    let pods: readonly PodStatus[];
    beforeAll(async () => {
      pods = await run(component);
    });

    it('requests end as they were foretold', async () => {
      const generated = [throughGateway, fromWorkload].flatMap((each) =>
        fc.sample(each, { numRuns: RUNS, seed }),
      );
      const asked = generated.filter((request) => isReachable(request, pods));
      const hops = await Promise.all(asked.map(firstHop));
      const chosen = asked.flatMap((request, index) => {
        const hop = hops[index] as journey.Hop;
        return leadsOutside(hop) ? [] : [{ request, hop }];
      });
      expect(chosen.length).toBeGreaterThan(RUNS);
      const seen = await observe(
        pods,
        chosen.map(({ request }) => request),
      );
      const differences = chosen.flatMap(({ request, hop }, index) => {
        const own = seen[index] as Observed;
        return hop.ends.some((end) => isEnd(end, own)) ? [] : [{ request, ends: hop.ends, seen: own }];
      });
      compared += chosen.length;
      expect(differences, `seed ${seed}`).toEqual([]);
    });

    it.each<[string, Generated]>([
      ['the gateway', { host: 'frontend.localhost', port: 80, method: 'GET', path: '/nosuch', headers: {} }],
      [
        'backend',
        {
          from: 'backend/backend-canary',
          host: 'ml-service.ml',
          port: 5000,
          method: 'GET',
          path: '/nosuch',
          headers: {},
        },
      ],
    ])('%s divides requests by the shares that were foretold', async (_, request) => {
      const { ends } = await firstHop(request);
      const seen = await observe(pods, Array(SAMPLES).fill(request));
      for (const end of ends) {
        const { low, high } = binomialInterval(SAMPLES, Math.min(1, end.share), 1 - 1e-7);
        const count = seen.filter((own) => isEnd(end, own)).length;
        // Which of several pods takes a request is the load balancer's choice.
        expect.soft(count, JSON.stringify(end)).toBeGreaterThanOrEqual(low);
        expect.soft(count, JSON.stringify(end)).toBeLessThanOrEqual(high);
      }
      compared += SAMPLES;
    });
  });

  it('has compared requests of every component', () => {
    process.stdout.write(`explain: ${compared} requests compared, seed ${seed}\n`);
    expect(compared).toBeGreaterThan(components.length * SAMPLES);
  });
}
