import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

export const observability = resolve(import.meta.dirname, '../../../k8s/observability');

/** A panel, a target or a variable of a Grafana dashboard, as far as it is read here. */
export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>>;
  readonly targets?: readonly {
    readonly refId: string;
    readonly expr: string;
    readonly legendFormat?: string;
    readonly datasource: { readonly uid: string };
  }[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly {
      readonly name: string;
      readonly datasource: { readonly uid: string };
      readonly query: { readonly query: string };
    }[];
  };
}

/** A recording rule or an alert. */
export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const folder = (name: string) => join(observability, name);
const yaml = (file: string) => parse(readFileSync(join(observability, file), 'utf8'));

export function readDashboards(): Dashboard[] {
  const files = readdirSync(folder('grafana/dashboards'));
  return files.map((file) => JSON.parse(readFileSync(join(folder('grafana/dashboards'), file), 'utf8')));
}

export function readRules(): Rule[] {
  const files = readdirSync(folder('prometheus')).filter((file) => file.endsWith('.rules.yaml'));
  return files.flatMap((file) =>
    (yaml(`prometheus/${file}`).groups as { rules: Rule[] }[]).flatMap(({ rules }) => rules),
  );
}

export function readScrapeConfigs(): { metric_relabel_configs: { action: string; regex: string }[] }[] {
  return yaml('prometheus/prometheus.yaml').scrape_configs;
}

export function readDatasourceUids(): string[] {
  return (yaml('grafana/datasources.yaml').datasources as { uid: string }[]).map(({ uid }) => uid);
}

/** Every expression of a dashboard as Prometheus would be sent it: variables filled in. */
export function expressionsOf({ panels, templating }: Dashboard): string[] {
  const targets = panels.flatMap((panel) => panel.targets ?? []).map(({ expr }) => expr);
  const variables = templating.list.map(({ query }) => readLabelValues(query.query).selector);
  return [...targets, ...variables].map(fillIn);
}

/** Grafana's own function, `label_values(selector, label)`. @throws Error for another query */
export function readLabelValues(query: string): { readonly selector: string; readonly label: string } {
  const [, selector, label] = query.match(/^label_values\((.+), (\w+)\)$/) ?? [];
  if (!selector || !label) throw new Error(`not label_values: ${query}`);
  return { selector, label };
}

/** The expression with Grafana's variables filled in. */
export function fillIn(expression: string): string {
  return expression.replaceAll('$__rate_interval', '1m').replace(/\$\w+/g, '.*');
}
