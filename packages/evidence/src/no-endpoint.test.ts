import { buildMesh, parseResources } from '@lab/istio';
import { expect, it } from 'vitest';
import { readAccessLogEntry } from './access-log-entry.ts';
import { diagnose } from './diagnose.ts';
import type { Evidence } from './evidence.ts';

const deployment = (name: string, containerPort: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: c, image: i, ports: [${containerPort}]}]}
`;

const MESH = (service: string) =>
  `{apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {istio-injection: enabled}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: ${service}
${deployment('web', '{containerPort: 80, name: http}')}${deployment('caller', '{containerPort: 80}')}`;

/** What is said of a caller's 503 UH, whose cluster has no member. */
async function said(service: string) {
  const cluster = 'outbound|80||web.shop.svc.cluster.local';
  const line = {
    ...{ start_time: '2026-01-01T12:00:00.000Z', method: 'GET', authority: 'web', path: '/' },
    ...{ request_id: 'request-1', duration: 1, response_code: 503, response_flags: 'UH' },
    ...{ response_code_details: 'no_healthy_upstream', upstream_cluster: cluster, route_name: 'default' },
  };
  const entry = readAccessLogEntry('shop/caller-0', JSON.stringify(line));
  if (!entry) throw new Error('no entry');
  const { resources } = parseResources(MESH(service), { file: 'shop.yaml' });
  const evidence: Evidence = {
    mesh: buildMesh(resources),
    pods: [
      {
        ...{ pod: 'shop/caller-0', workload: 'caller', namespace: 'shop', ready: true, restarts: 0 },
        addresses: [],
      },
    ],
    statistics: async () => new Map([[`cluster.${cluster};.membership_total`, 0]]),
    applicationLog: async () => [],
  };
  const [cause] = (await diagnose([entry], evidence))?.causes ?? [];
  return {
    code: cause?.code,
    sentence: cause?.sentence,
    lines: cause?.lines.map(({ text }) => text).join('\n'),
  };
}

it.each([
  [
    'labels that no pod has',
    '{selector: {app: other}, ports: [{port: 80, name: http}]}',
    'The labels of web.shop.svc.cluster.local select no pod.',
    'selects app=other (shop.yaml:6)',
  ],
  [
    'a target port that no container has',
    '{selector: {app: web}, ports: [{port: 80, name: http, targetPort: web}]}',
    'web.shop.svc.cluster.local selects 1 pod, and none has a container port named "web".',
    'sends port 80 to targetPort web (shop.yaml:6)',
  ],
  [
    'no selector',
    '{ports: [{port: 80, name: http}]}',
    'Service web.shop.svc.cluster.local has no selector, so it has no endpoint.',
    'has no selector (shop.yaml:6)',
  ],
])('names what keeps pods from being endpoints: %s', async (_, service, sentence, line) => {
  expect(await said(service)).toMatchObject({
    ...{ code: 'NO_POD_SELECTED', sentence },
    lines: expect.stringContaining(line),
  });
});
