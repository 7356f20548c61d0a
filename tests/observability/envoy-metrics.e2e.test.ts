/**
 * A real Envoy, told as Istio tells its proxies which statistics to keep, has the metrics of circuit breaker and outlier
 * detection under the names that the dashboards ask for, and what lessons count.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { adminClient, type EnvoyProcess, findEnvoy, startEnvoy } from '@lab/envoy';
import { parseResources } from '@lab/istio';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { EXPOSED_METRICS } from '../support/observability/exposed-metrics.ts';

const CLUSTER = 'outbound|8080|stable|backend-service.backend.svc.cluster.local';

/** What the checks of lessons count (packages/lessons/src/checks). */
const COUNTED_BY_LESSONS = [
  'cx_destroy_remote_with_active_rq',
  'cx_total',
  'rq_retry',
  'rq_retry_success',
  'rq_total',
].map((name) => `envoy_cluster_upstream_${name}`);

/** From meshConfig, as the lab's platform and the cluster's istiod have it. */
function inclusionRegexps(): string[] {
  const file = resolve(import.meta.dirname, '../../k8s/platform/istio-system.yaml');
  const { resources } = parseResources(readFileSync(file, 'utf8'));
  const configMap = resources.find(({ kind }) => kind === 'ConfigMap')?.raw as { data: { mesh: string } };
  return parse(configMap.data.mesh).defaultConfig.proxyStatsMatcher.inclusionRegexps;
}

let folder: string;
let envoy: EnvoyProcess;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lab-envoy-'));
  const configPath = join(folder, 'bootstrap.json');
  writeFileSync(configPath, JSON.stringify(bootstrap()));
  const { path: binary } = await findEnvoy();
  envoy = await startEnvoy({ binary, configPath, logPath: join(folder, 'envoy.log') });
  const admin = adminClient(join(folder, 'admin.sock'));
  await vi.waitUntil(async () => (await admin.state()) === 'LIVE', { timeout: 60_000 });
});
afterAll(async () => {
  await envoy?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('keeps these statistics and no others of a cluster, by the name of the cluster', async () => {
  const text = await prometheusText();
  const lines = [...text.matchAll(/^(envoy_cluster_\w+)\{cluster_name="([^"]+)"\}/gm)];
  const found = new Set(
    lines.filter(([, , cluster]) => cluster === CLUSTER).map(([, name]) => name as string),
  );
  const asked = [...EXPOSED_METRICS.keys()].filter((name) => name.startsWith('envoy_cluster_'));
  expect([...found].sort()).toEqual([...asked, ...COUNTED_BY_LESSONS].sort());
});

/** The parts of Istio's bootstrap that statistics depend on (istio tools/packaging/common/envoy_bootstrap.json). */
function bootstrap() {
  const cluster = {
    name: CLUSTER,
    // Istio ends the name so that a dot in it ends nothing.
    alt_stat_name: `${CLUSTER};`,
    connect_timeout: '1s',
    circuit_breakers: { thresholds: [{ max_connections: 1 }] },
    outlier_detection: { consecutive_5xx: 3 },
  };
  return {
    admin: { address: { pipe: { path: join(folder, 'admin.sock') } } },
    static_resources: { clusters: [cluster] },
    stats_config: {
      use_all_default_tags: false,
      stats_tags: [{ tag_name: 'cluster_name', regex: '^cluster(\\.(.+);)' }],
      stats_matcher: {
        inclusion_list: {
          patterns: [
            ...['cluster_manager', 'listener_manager', 'server'].map((prefix) => ({ prefix })),
            ...inclusionRegexps().map((regex) => ({ safe_regex: { regex } })),
          ],
        },
      },
    },
  };
}

function prometheusText(): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { socketPath: join(folder, 'admin.sock'), path: '/stats/prometheus', agent: false };
    request({ ...options, headers: { host: 'admin' } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text)).on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}
