/**
 * Prometheus' own tool on its configuration, its rules and the dashboards' expressions, and the rules' unit tests
 * (k8s/observability/prometheus/*.rules.test.yaml).
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { DURATIONS, REQUESTS } from '../../packages/console/src/cluster/istio-metrics.ts';
import {
  expressionsOf,
  observability,
  readDashboards,
} from '../support/observability/observability-files.ts';
import { type Checked, hasPromtool, promtool } from '../support/observability/promtool.ts';

it.skipIf(!hasPromtool && !process.env.CI)(
  'has a promtool (CI installs it: Debian package prometheus)',
  () => {
    expect(hasPromtool).toBe(true);
  },
);

describe.skipIf(!hasPromtool)('promtool', () => {
  // A copy: what is made for a check is no file of k8s/.
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-prometheus-'));
    cpSync(join(observability, 'prometheus'), folder, { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const filesLike = (end: string) => readdirSync(folder).filter((name) => name.endsWith(end));
  const expectSuccess = ({ status, output }: Checked) => {
    expect(output).not.toContain('FAILED');
    expect({ status, output }).toMatchObject({ status: 0 });
  };

  it('accepts the configuration', () => {
    const file = join(folder, 'prometheus.yaml');
    const asItIs = promtool('check', 'config', file);
    // Debian builds it without discovery in Kubernetes: there, everything else is checked.
    if (asItIs.output.includes('field kubernetes_sd_configs not found')) {
      writeFileSync(file, withoutDiscovery(readFileSync(file, 'utf8')));
      expectSuccess(promtool('check', 'config', file));
    } else expectSuccess(asItIs);
  });

  it('refuses a configuration with a mistake in it', () => {
    const file = join(folder, 'mistake.yaml');
    const text = readFileSync(join(folder, 'prometheus.yaml'), 'utf8').replace(
      'target_label: pod',
      'target_labl: pod',
    );
    writeFileSync(file, withoutDiscovery(text));
    expect(promtool('check', 'config', file).output).toContain('target_labl');
  });

  it('accepts the rules', () => {
    const files = filesLike('.rules.yaml');
    expect(files.length).toBeGreaterThan(3);
    expectSuccess(promtool('check', 'rules', ...files.map((name) => join(folder, name))));
  });

  it('accepts every expression of the dashboards', () => {
    const rules = readDashboards()
      .flatMap(expressionsOf)
      .map((expr, index) => ({ record: `dashboards:expression:${index}`, expr }));
    expect(rules.length).toBeGreaterThan(50);
    const file = join(folder, 'dashboards.yaml');
    writeFileSync(file, stringify({ groups: [{ name: 'dashboards', rules }] }));
    expectSuccess(promtool('check', 'rules', file));
  });

  it.each(['slo.rules.test.yaml', 'canary.rules.test.yaml'])('passes %s', { timeout: 300_000 }, (name) => {
    expectSuccess(promtool('test', 'rules', join(folder, name)));
  });

  it("evaluates the console's expressions: each call once, by the pod that counts it", {
    timeout: 300_000,
  }, () => {
    const call = 'source_workload="a", destination_workload="b"';
    const byCaller = `istio_requests_total{reporter="source", ${call}, pod="a-1", response_code="200", request_protocol="http"}`;
    const byCalled = `istio_requests_total{reporter="destination", ${call}, pod="b-1", response_code="200"}`;
    const outside =
      'istio_requests_total{reporter="destination", source_workload="unknown", destination_workload="b", pod="b-1", response_code="403"}';
    const bucket = `istio_request_duration_milliseconds_bucket{reporter="source", ${call}, pod="a-1", le="5"}`;
    const series = [byCaller, byCaller.replace('"http"', '"grpc"'), byCalled, outside, bucket];
    const sample = (labels: string, value: number) => ({ labels: `{${labels}}`, value });
    const file = join(folder, 'console.test.yaml');
    const test = {
      interval: '1m',
      input_series: series.map((name, index) => ({ series: name, values: String(10 ** index) })),
      promql_expr_test: [
        {
          ...{ expr: REQUESTS, eval_time: '0m' },
          exp_samples: [
            sample(`${call}, pod="a-1", response_code="200"`, 11),
            sample(
              'source_workload="unknown", destination_workload="b", pod="b-1", response_code="403"',
              1000,
            ),
          ],
        },
        {
          ...{ expr: DURATIONS, eval_time: '0m' },
          exp_samples: [sample(`${call}, pod="a-1", le="5"`, 10_000)],
        },
      ],
    };
    writeFileSync(file, stringify({ tests: [test] }));
    expectSuccess(promtool('test', 'rules', file));
  });

  it('fails a rule that has lost its threshold', { timeout: 300_000 }, () => {
    const file = join(folder, 'canary.rules.yaml');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('2 * service_version', '20 * service_version'));
    const { status, output } = promtool('test', 'rules', join(folder, 'canary.rules.test.yaml'));
    writeFileSync(file, text);
    expect(output).toContain('CanaryFailsMore');
    expect(status).toBe(1);
  });
});

function withoutDiscovery(text: string): string {
  const config = parse(text) as { scrape_configs: Record<string, unknown>[] };
  for (const job of config.scrape_configs) {
    delete job.kubernetes_sd_configs;
    job.static_configs = [{ targets: ['127.0.0.1:15020'] }];
  }
  return stringify(config);
}
