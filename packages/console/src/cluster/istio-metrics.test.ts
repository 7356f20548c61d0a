import { buildMesh } from '@lab/istio';
import { expect, test } from 'vitest';
import { placesOf } from '../feed/places.ts';
import { trafficOfMetrics } from './istio-metrics.ts';

const places = placesOf(buildMesh([]), []);
const call = (labels: Readonly<Record<string, string>>, value: number) => ({ labels, value });
const gateway = {
  source_workload: 'istio-ingressgateway',
  source_workload_namespace: 'istio-system',
  source_canonical_service: 'istio-ingressgateway',
};
const frontend = {
  destination_service: 'frontend-service.frontend.svc.cluster.local',
  destination_workload: 'frontend-stable',
  destination_workload_namespace: 'frontend',
  destination_canonical_service: 'frontend',
  destination_version: 'stable',
};
const good = { response_code: '200', response_flags: '-' };

test('counts by edge and version, over the pods that count', () => {
  const requests = [
    call({ ...gateway, ...frontend, ...good, pod: 'a' }, 6),
    call({ ...gateway, ...frontend, ...good, pod: 'b' }, 2),
    call({ ...gateway, ...frontend, pod: 'b', response_code: '503', response_flags: 'UF,URX' }, 1),
    call({ ...gateway, ...frontend, ...good, pod: 'a', destination_version: 'canary' }, 1),
  ];
  const durations = [
    call({ ...gateway, ...frontend, pod: 'a', le: '+Inf' }, 6),
    call({ ...gateway, ...frontend, pod: 'a', le: '25' }, 5),
    call({ ...gateway, ...frontend, pod: 'b', le: '25' }, 3),
    call({ ...gateway, ...frontend, pod: 'b', le: '+Inf' }, 3),
  ];
  const edge = 'istio-system/istio-ingressgateway>frontend/frontend';
  expect(trafficOfMetrics(requests, durations, places)).toEqual([
    {
      ...{ edge, version: 'stable', count: 9, failed: 1, durationsMs: [] },
      durationBuckets: [{ upTo: 25, count: 8 }, { count: 9 }],
      statuses: { 200: 8, 503: 1 },
      flags: { UF: 1, URX: 1 },
    },
    {
      ...{ edge, version: 'canary', count: 1, failed: 0, durationsMs: [] },
      ...{ statuses: { 200: 1 }, flags: {} },
    },
  ]);
});

test('a call that no pod answered has no version, and a caller without a proxy is outside', () => {
  const nobody = {
    destination_service: 'nosuch.example',
    destination_workload: 'unknown',
    destination_workload_namespace: 'unknown',
    destination_canonical_service: 'unknown',
    destination_version: 'unknown',
  };
  const noOne = { source_workload: 'unknown', source_workload_namespace: 'unknown' };
  const found = trafficOfMetrics(
    [
      call({ ...gateway, ...nobody, response_code: '0', response_flags: 'DC' }, 2),
      call({ ...noOne, source_canonical_service: 'unknown', ...frontend, ...good }, 3),
      call({ ...gateway, ...frontend, ...good, destination_version: 'unknown' }, 1),
    ],
    [],
    places,
  );
  expect(found.map(({ edge, version, count, failed }) => [edge, version, count, failed])).toEqual([
    ['istio-system/istio-ingressgateway>nosuch.example', undefined, 2, 2],
    ['outside>frontend/frontend', 'stable', 3, 0],
    ['istio-system/istio-ingressgateway>frontend/frontend', '', 1, 0],
  ]);
});
