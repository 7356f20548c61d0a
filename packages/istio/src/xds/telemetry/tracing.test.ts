import { expect, it } from 'vitest';
import { buildMesh } from '../../model/build-mesh.ts';
import type { Pod } from '../../model/registry.ts';
import { parseResources } from '../../resources/parse-resources.ts';
import { httpTracing } from './tracing.ts';

const COLLECTOR =
  '{apiVersion: v1, kind: Service, metadata: {name: collector, namespace: obs}, spec: {ports: [{port: 4318}, {port: 9411}]}}';
const HOST = 'collector.obs.svc.cluster.local';
const OTEL = `{name: otel, opentelemetry: {service: ${HOST}, port: 4318, http: {path: /v1/traces, timeout: 5s}}}`;
const ZIPKIN = `{name: zip, zipkin: {service: obs/${HOST}, port: 9411, traceContextOption: USE_B3_WITH_W3C_PROPAGATION}}`;

function tracingFor(
  provider: string,
  options: { annotations?: string; services?: string[]; mesh?: string } = {},
) {
  const { annotations = '{}', services = [COLLECTOR], mesh = '' } = options;
  const stream = [
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: istio, namespace: istio-system}, data: {mesh: '{extensionProviders: [${OTEL}, ${ZIPKIN}]${mesh}}'}}`,
    `{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop, labels: {app: reviews, version: v2, sidecar.istio.io/inject: "true"}, annotations: ${annotations}}, spec: {}}`,
    ...services,
    ...(provider ? [telemetry(provider)] : []),
  ].join('\n---\n');
  const built = buildMesh(parseResources(stream).resources);
  return httpTracing(built, built.pods[0] as Pod, 'client').tracing;
}

const telemetry = (provider: string) =>
  `{apiVersion: telemetry.istio.io/v1, kind: Telemetry, metadata: {name: t, namespace: shop}, spec: {tracing: [{providers: [{name: ${provider}}], randomSamplingPercentage: 100, customTags: {tier: {header: {name: x-tier}}}}]}}`;

it('reports by OTLP over HTTP under the workload’s name', () => {
  expect(tracingFor('otel')).toMatchObject({
    randomSampling: { value: 100 },
    provider: {
      name: 'envoy.tracers.opentelemetry',
      typedConfig: {
        serviceName: 'reviews.shop',
        httpService: {
          httpUri: { uri: `${HOST}/v1/traces`, cluster: `outbound|4318||${HOST}`, timeout: '5s' },
        },
      },
    },
  });
});

it('reports to Zipkin with spans of their own for client and server, and both trace contexts', () => {
  expect(tracingFor('zip')?.provider?.typedConfig).toMatchObject({
    collectorService: { httpUri: { uri: `http://${HOST}/api/v2/spans`, cluster: `outbound|9411||${HOST}` } },
    sharedSpanContext: false,
    traceId128bit: true,
    traceContextOption: 'USE_B3_WITH_W3C_PROPAGATION',
  });
});

it('has a span for the upstream call at a gateway only', () => {
  expect(tracingFor('otel')?.spawnUpstreamSpan).toBeUndefined();
  const annotations = '{inject.istio.io/templates: gateway}';
  expect(tracingFor('otel', { annotations })?.spawnUpstreamSpan).toBe(true);
});

it('is off for a provider that is missing, or whose Service is', () => {
  expect(tracingFor('nobody')).toBeUndefined();
  expect(tracingFor('otel', { services: [] })).toBeUndefined();
});

it('samples at meshConfig’s rate without a tracer where no Telemetry speaks, unless tracing is off', () => {
  expect(tracingFor('')).toMatchObject({ randomSampling: { value: 1 } });
  expect(tracingFor('')?.provider).toBeUndefined();
  expect(tracingFor('', { mesh: ', enableTracing: false' })).toBeUndefined();
});

it('tags spans with the workload and with what Telemetry asks for, in order of the names', () => {
  const tags = tracingFor('otel')?.customTags ?? [];
  expect(tags).toContainEqual({ tag: 'istio.canonical_service', literal: { value: 'reviews' } });
  expect(tags).toContainEqual({ tag: 'istio.canonical_revision', literal: { value: 'v2' } });
  expect(tags.at(-1)).toEqual({ tag: 'tier', requestHeader: { name: 'x-tier' } });
  expect(tags.map(({ tag }) => tag)).toEqual(tags.map(({ tag }) => tag).toSorted());
});
