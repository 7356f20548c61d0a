import { expect, it } from 'vitest';
import { parseResources } from '../resources/parse-resources.ts';
import { buildMesh } from './build-mesh.ts';
import { type TracingSide, tracingSettingsFor } from './telemetry.ts';

const workload = { namespace: 'shop', labels: { app: 'reviews' } };

const meshConfig = (mesh: string) =>
  `{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system}, data: {mesh: '${mesh}'}}`;
const PROVIDERS = 'extensionProviders: [{name: otel, opentelemetry: {service: c, port: 1}}, {name: zip}]';

function settingsFor(
  telemetries: [namespace: string, spec: string][],
  side: TracingSide = 'server',
  mesh = '',
) {
  const text = telemetries.map(
    ([namespace, spec], index) =>
      `{apiVersion: telemetry.istio.io/v1, kind: Telemetry, metadata: {name: t${index}, namespace: ${namespace}}, spec: ${spec}}`,
  );
  const stream = [meshConfig(`{${PROVIDERS}${mesh}}`), ...text].join('\n---\n');
  return tracingSettingsFor(buildMesh(parseResources(stream).resources), workload, side);
}

const root: [string, string] = [
  'istio-system',
  '{tracing: [{providers: [{name: otel}], randomSamplingPercentage: 10, customTags: {a: {literal: {value: x}}}}]}',
];

it('leaves the decision to meshConfig where no Telemetry speaks of tracing', () => {
  expect(settingsFor([])).toBeUndefined();
  expect(settingsFor([['shop', '{accessLogging: [{disabled: true}]}']])).toBeUndefined();
});

it('takes what a narrower scope sets and keeps the rest', () => {
  const own =
    '{selector: {matchLabels: {app: reviews}}, tracing: [{customTags: {b: {literal: {value: z}}}}]}';
  const namespace: [string, string] = ['shop', '{tracing: [{randomSamplingPercentage: 50}]}'];
  expect(settingsFor([root, namespace, ['shop', own]])).toMatchObject({
    provider: { name: 'otel' },
    randomSampling: 50,
    customTags: { b: { kind: 'literal', value: 'z' } },
    disabled: false,
  });
});

it('does not reach other workloads or other namespaces', () => {
  const other = '{selector: {matchLabels: {app: ratings}}, tracing: [{disableSpanReporting: true}]}';
  const settings = settingsFor([
    root,
    ['shop', other],
    ['web', '{tracing: [{randomSamplingPercentage: 1}]}'],
  ]);
  expect(settings).toMatchObject({ disabled: false, randomSampling: 10 });
});

it('keeps to the side that a rule names', () => {
  const client: [string, string] = [
    'shop',
    '{tracing: [{match: {mode: CLIENT}, disableSpanReporting: true}]}',
  ];
  expect(settingsFor([root, client], 'client')?.disabled).toBe(true);
  expect(settingsFor([root, client], 'server')?.disabled).toBe(false);
});

it('is disabled for a provider that meshConfig does not have', () => {
  expect(settingsFor([['shop', '{tracing: [{providers: [{name: nobody}]}]}']])).toMatchObject({
    disabled: true,
  });
});

it('falls back to meshConfig’s default provider, and to the first of several', () => {
  const defaults = ', defaultProviders: {tracing: [otel]}';
  expect(settingsFor([], 'server', defaults)?.provider?.name).toBe('otel');
  const two: [string, string] = ['shop', '{tracing: [{providers: [{name: zip}, {name: otel}]}]}'];
  expect(settingsFor([root, two])?.provider?.name).toBe('zip');
});
