/** Dashboards and rules ask for what there is, and dashboards are such as Grafana takes. */
import { describe, expect, it } from 'vitest';
import { EXPOSED_METRICS } from '../support/observability/exposed-metrics.ts';
import {
  expressionsOf,
  fillIn,
  type Panel,
  readDashboards,
  readDatasourceUids,
  readLabelValues,
  readRules,
  readScrapeConfigs,
} from '../support/observability/observability-files.ts';
import { readQuery } from '../support/observability/promql.ts';

const dashboards = readDashboards();
const rules = readRules();
const datasources = readDatasourceUids();
const panelsOf = (panels: readonly Panel[]) => panels.filter(({ type }) => type !== 'row');

/** Every metric with its labels: the scraped ones, the recorded ones and Prometheus' own. */
const known = new Map<string, readonly string[]>(EXPOSED_METRICS);
for (const { record, expr, labels } of rules) {
  // A recorded series has the labels that its expression groups by.
  if (record) known.set(record, [...readQuery(expr).groupings, ...Object.keys(labels ?? {})]);
}
const alertLabels = rules.flatMap(({ alert, expr, labels }) =>
  alert
    ? [
        ...readQuery(expr).selectors.flatMap(({ metric }) => known.get(metric) ?? []),
        ...Object.keys(labels ?? {}),
      ]
    : [],
);
known.set('ALERTS', ['alertname', 'alertstate', ...alertLabels]);

/** What an expression asks for that there is not. */
function unknownIn(expression: string): string[] {
  const { selectors, groupings } = readQuery(expression);
  const metrics = selectors.map(({ metric }) => metric).filter((metric) => !known.has(metric));
  const matched = selectors.flatMap(({ metric, labels }) =>
    labels.filter((label) => !known.get(metric)?.includes(label)).map((label) => `${metric}{${label}}`),
  );
  const all = selectors.flatMap(({ metric }) => known.get(metric) ?? []);
  return [...metrics, ...matched, ...groupings.filter((label) => !all.includes(label))];
}

describe('what is asked for', () => {
  it('is noticed when there is no such metric or label', () => {
    expect(unknownIn('sum by (colour) (rate(istio_request_total{destination="x"}[5m]))')).toEqual([
      'istio_request_total',
      'istio_request_total{destination}',
      'colour',
    ]);
    expect(() => readQuery('sum by (job) (rate(up[5m])')).toThrow('not PromQL');
  });

  it.each(rules.map((rule) => [rule.record ?? rule.alert, rule.expr] as const))(
    'by the rule %s is there',
    (_, expr) => {
      expect(unknownIn(expr)).toEqual([]);
    },
  );

  it.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))(
    'by %s is there',
    (_, dashboard) => {
      const expressions = expressionsOf(dashboard);
      expect(expressions.length).toBeGreaterThan(3);
      expect(expressions.flatMap(unknownIn)).toEqual([]);
    },
  );

  it('is not dropped when it is scraped, and nothing else is kept', () => {
    const asked = [...rules.map(({ expr }) => expr), ...dashboards.flatMap(expressionsOf)]
      .flatMap((expression) => readQuery(expression).selectors.map(({ metric }) => metric))
      .filter((metric) => EXPOSED_METRICS.has(metric));
    const kept = readScrapeConfigs().flatMap((job) =>
      job.metric_relabel_configs.map(({ regex }) => new RegExp(`^(${regex})$`)),
    );
    expect(asked.filter((metric) => !kept.some((regex) => regex.test(metric)))).toEqual([]);
    expect(kept.some((regex) => regex.test('envoy_server_live'))).toBe(false);
  });
});

describe.each(dashboards.map((dashboard) => [dashboard.title, dashboard] as const))(
  'dashboard %s',
  (_, dashboard) => {
    const panels = panelsOf(dashboard.panels);
    const targets = panels.flatMap(({ targets: own = [] }) => own);

    it('numbers its panels once each, and explains them', () => {
      const ids = dashboard.panels.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(
        panels.filter(({ title, description }) => !title || !description).map(({ title }) => title),
      ).toEqual([]);
      for (const { targets: own = [] } of panels)
        expect(new Set(own.map(({ refId }) => refId)).size).toBe(own.length);
    });

    it('asks data sources that are provisioned', () => {
      const used = [...panels, ...targets, ...dashboard.templating.list].map(
        ({ datasource }) => datasource?.uid,
      );
      expect(used.filter((uid) => !uid || !datasources.includes(uid))).toEqual([]);
    });

    it('lays its panels out without an overlap, within 24 columns', () => {
      for (const [index, { gridPos: one }] of dashboard.panels.entries()) {
        expect(one.x + one.w).toBeLessThanOrEqual(24);
        const overlaps = dashboard.panels.slice(index + 1).filter(({ gridPos: other }) => {
          const across = one.x < other.x + other.w && other.x < one.x + one.w;
          return across && one.y < other.y + other.h && other.y < one.y + one.h;
        });
        expect(overlaps.map(({ title }) => title)).toEqual([]);
      }
    });

    it('uses variables that it has, and labels in legends that the answer has', () => {
      const names = dashboard.templating.list.map(({ name }) => name);
      for (const { expr, legendFormat = '' } of targets) {
        const used = [...expr.matchAll(/\$(\w+)/g)]
          .map(([, name]) => name)
          .filter((name) => name !== '__rate_interval');
        expect(names).toEqual(expect.arrayContaining(used));
        const { selectors, groupings } = readQuery(fillIn(expr));
        const labels = [...groupings, ...selectors.flatMap(({ metric }) => known.get(metric) ?? [])];
        const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
        expect(labels).toEqual(expect.arrayContaining(named));
      }
      for (const { query } of dashboard.templating.list) {
        const { selector, label } = readLabelValues(query.query);
        const { selectors } = readQuery(fillIn(selector));
        expect(selectors.flatMap(({ metric }) => known.get(metric) ?? [])).toContain(label);
      }
    });
  },
);

it('has dashboards with a uid and a title each', () => {
  expect(new Set(dashboards.map(({ uid }) => uid)).size).toBe(dashboards.length);
  expect(new Set(dashboards.map(({ title }) => title)).size).toBe(dashboards.length);
});
