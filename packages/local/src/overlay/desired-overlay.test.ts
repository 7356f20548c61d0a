import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findKustomize } from '@lab/kustomize';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LabEvent } from '../lab-event.ts';
import { type DesiredOverlayReader, desiredOverlayReader } from './desired-overlay.ts';
import type { OverlayChoice } from './overlay-choice.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'desired-overlay-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const KUSTOMIZATION = 'mine/overlays/local/kustomization.yaml';
const MESH = 'mine/overlays/local/mesh.yaml';
const workload = (name: string, image: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: web, image: ${image} }] }
`;
const service = `---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
`;
const route = ({ timeout = '1s', host = 'web' }) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web, namespace: shop }
spec: { hosts: [web], http: [{ timeout: ${timeout}, route: [{ destination: { host: ${host} } }] }] }
`;

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

const events: LabEvent[] = [];
async function readerOf(more: Partial<OverlayChoice> = {}): Promise<DesiredOverlayReader> {
  events.length = 0;
  write({
    'k8s/platform/kustomization.yaml': 'resources: [namespace.yaml]\n',
    'k8s/platform/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system}\n',
    'skaffold.yaml': 'build: { artifacts: [{ image: web, context: web }] }\n',
    'web/package.json': '{ "scripts": { "start": "node server.js" } }',
    [KUSTOMIZATION]: 'resources: [mesh.yaml]\n',
    [MESH]: workload('web', 'web') + service + route({}),
  });
  const kustomize = await findKustomize({ PATH: '' });
  const choice = { manifests: 'mine', overlay: 'local', components: [], without: [], ...more };
  const source = { kustomize, root, workDir: join(root, '.lab/kustomize') };
  return desiredOverlayReader(source, choice, (event) => events.push(event));
}

/** Reads, and has it take effect where something is to. */
async function apply(reader: DesiredOverlayReader) {
  const desired = await reader.read();
  if (desired) reader.apply(desired);
  return desired;
}

const timeoutOf = (desired: Awaited<ReturnType<typeof apply>>) =>
  desired?.mesh.virtualServices.map(({ spec }) => spec.http?.[0]?.timeout);
const told = (reader: DesiredOverlayReader) => reader.findings.map(({ code, outcome }) => [code, outcome]);

test('an error of analysis takes effect, says what callers get, and goes when it is mended', async () => {
  const reader = await readerOf();
  write({ [MESH]: workload('web', 'web') + service + route({ host: 'nosuch' }) });
  expect(await apply(reader)).toBeDefined();
  expect(told(reader)).toEqual([
    ['IST0101', expect.stringMatching(/^in effect: calls to .*nosuch.* fail with 503 NC$/)],
  ]);
  expect(events).toMatchObject([{ type: 'findings', inForce: true }]);
  write({ [MESH]: workload('web', 'web') + service + route({}) });
  await apply(reader);
  expect(told(reader)).toEqual([]);
});

test('an edit of a route leaves services and pods the same objects, beside those that the lab adds', async () => {
  const reader = await readerOf();
  const ROUTE = 'mine/overlays/local/route.yaml';
  write({ [KUSTOMIZATION]: 'resources: [mesh.yaml, route.yaml]\n' });
  write({ [MESH]: workload('web', 'web') + service, [ROUTE]: route({}) });
  const first = await apply(reader);
  expect(first?.platform).toContain('Namespace istio-system');
  for (const timeout of ['2s', '3s']) {
    write({ [ROUTE]: route({ timeout }) });
    const { mesh } = (await apply(reader)) ?? {};
    expect(mesh?.virtualServices).not.toBe(first?.mesh.virtualServices);
    for (const part of ['services', 'pods', 'namespaces', 'config'] as const)
      expect(mesh?.[part], part).toBe(first?.mesh[part]);
  }
});

test('what admission refuses keeps the version that took effect last, through several edits', async () => {
  const reader = await readerOf();
  expect(timeoutOf(await apply(reader))).toEqual(['1s']);
  for (const timeout of ['2', '3']) {
    write({ [MESH]: workload('web', 'web') + service + route({ timeout }) });
    expect(timeoutOf(await apply(reader))).toEqual(['1s']);
    expect(told(reader)).toEqual([['IST0106', 'not applied: the previous version is still active']]);
  }
  write({ [MESH]: workload('web', 'web') + service });
  expect(timeoutOf(await apply(reader))).toEqual([]);
  write({ [MESH]: workload('web', 'web') + service + route({ timeout: '4' }) });
  expect(timeoutOf(await apply(reader))).toEqual([]);
  expect(told(reader)).toEqual([['IST0106', 'not applied']]);
});

test('a version that was read and did not take effect is not the last good one', async () => {
  const reader = await readerOf();
  await apply(reader);
  write({ [MESH]: workload('web', 'web') + service + route({ timeout: '2s' }) });
  await reader.read();
  write({ [MESH]: workload('web', 'web') + service + route({ timeout: '3' }) });
  expect(timeoutOf(await reader.read())).toEqual(['1s']);
});

test('a workload that cannot start here is left out, and what runs of it goes on', async () => {
  const reader = await readerOf();
  const first = await apply(reader);
  write({ [MESH]: workload('web', 'webb') + workload('other', 'wep') + service + route({}) });
  const desired = await apply(reader);
  expect(desired?.plans).toEqual(first?.plans);
  expect([...(desired?.unplanned.keys() ?? [])]).toEqual(['shop/other-0', 'shop/web-0']);
  expect(desired?.unplanned.get('shop/other-0')).toMatch(
    /^image wep is not .*: did you mean "web"\? \(LAB0203\)$/,
  );
  expect(new Set(reader.findings.map(({ outcome }) => outcome))).toEqual(
    new Set(['not started: new pods of it cannot run here, and the other pods run']),
  );
});

test('stand-ins take the place of other images, unless the choice is without them', async () => {
  const reader = await readerOf();
  write({ [MESH]: workload('web', 'web') + workload('other', 'nosuch') + service + route({}) });
  const desired = await apply(reader);
  expect(desired?.plans.get('shop/web-0')).toMatchObject({ image: 'web', command: {} });
  expect(desired?.plans.get('shop/other-0')).toMatchObject({
    image: 'nosuch',
    standIn: { service: 'other' },
  });
  expect(reader.findings).toEqual([]);
  const without = await reader.load({ ...reader.choice, standIns: false });
  expect([...(without.desired?.unplanned.keys() ?? [])]).toEqual(['shop/other-0']);
  expect(without.findings).toMatchObject([{ code: 'LAB0203' }]);
});

test('what cannot be built changes nothing', async () => {
  const reader = await readerOf();
  await apply(reader);
  write({ [KUSTOMIZATION]: 'resources: [nosuch.yaml]\n' });
  expect(await apply(reader)).toBeUndefined();
  expect(told(reader)).toEqual([['LAB0102', undefined]]);
  expect(events).toMatchObject([{ type: 'findings', inForce: false }]);
});

test.each([
  ['the command', { guard: true }, 'resources: [mesh.yaml]\n'],
  [
    'an annotation of the overlay',
    {},
    'metadata: { name: x, annotations: { lab.local/guard: "true" } }\nresources: [mesh.yaml]\n',
  ],
])('under a guard, by %s, no error takes effect', async (_, more, kustomization) => {
  const reader = await readerOf(more);
  write({ [KUSTOMIZATION]: kustomization });
  expect(await apply(reader)).toMatchObject({ guarded: true });
  for (const broken of [route({ host: 'nosuch' }), route({ timeout: '2' })]) {
    write({ [MESH]: workload('web', 'web') + service + broken });
    expect(await apply(reader)).toBeUndefined();
    expect(reader.findings).toMatchObject([{ severity: 'error' }]);
    expect(reader.findings[0]).not.toHaveProperty('outcome');
  }
  expect(events).toMatchObject([{ inForce: false }, { inForce: false }]);
});
