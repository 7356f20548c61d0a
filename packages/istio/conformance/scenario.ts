import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Probe } from '../src/explain/probe.ts';

/** One folder of conformance data (testdata/conformance/README.md is the format). */
export interface Scenario {
  readonly name: string;
  readonly area: string;
  readonly title: string;
  /** The cluster, as YAML. */
  readonly input: string;
  readonly probes: readonly (Probe & { readonly name: string })[];
  readonly expected: Expected;
}

/** What Istio answered. */
export interface Expected {
  readonly rejected?: readonly { readonly kind: string; readonly name: string; readonly error: string }[];
  readonly warnings?: readonly { readonly kind: string; readonly name: string; readonly warning: string }[];
  readonly probes: Readonly<Record<string, ExpectedAnswer>>;
}

/** Istio's answer to one probe (see `Answer`). */
export type ExpectedAnswer = Readonly<Record<string, unknown>>;

/** Reads every scenario below a folder, by name; throws when the folder has none. */
export function readScenarios(folder: string): Scenario[] {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'probes.yaml')));
  if (names.length === 0) throw new Error(`There is no scenario in "${folder}".`);
  return names.sort().map((name) => readScenario(join(folder, name), name));
}

function readScenario(folder: string, name: string): Scenario {
  const text = (file: string) => readFileSync(join(folder, file), 'utf8');
  const { area, title, probes } = parse(text('probes.yaml'));
  return {
    name,
    area,
    title,
    probes,
    input: text('input.yaml'),
    expected: JSON.parse(text('expected.json')),
  };
}
