import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findKustomize } from '@lab/kustomize';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { overlayFindings } from './desired-overlay.ts';
import type { OverlayChoice } from './overlay-choice.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'overlay-findings-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: somewhere/web:1
`;
const ROUTE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, namespace: shop}
spec:
  hosts: [web]
  http:
    - route:
        - destination:
            host: nosuch
`;

const PLATFORM = {
  'k8s/platform/kustomization.yaml': 'resources: [namespace.yaml]\n',
  'k8s/platform/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: {name: istio-system}\n',
};

async function find(files: Readonly<Record<string, string>>, more: Partial<OverlayChoice> = {}) {
  for (const [path, text] of Object.entries({ ...PLATFORM, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const kustomize = await findKustomize({ PATH: '' });
  const choice = { manifests: 'mine', overlay: 'local', components: [], without: [], ...more };
  return overlayFindings({ kustomize, root, ...choice, workDir: join(root, '.lab/analyze') });
}

test('says what up would: an image that no folder of the project is', async () => {
  const files = {
    'mine/overlays/local/kustomization.yaml': 'resources: [web.yaml]\n',
    'mine/overlays/local/web.yaml': DEPLOYMENT,
    'skaffold.yaml': 'apiVersion: skaffold/v4beta13\nkind: Config\nbuild: {artifacts: []}\n',
  };
  expect(await find(files)).toEqual([]);
  const findings = await find(files, { standIns: false });
  expect(findings).toMatchObject([
    { code: 'LAB0203', location: { file: 'mine/overlays/local/web.yaml', line: 11 } },
  ]);
});

test('a base outside the folder of the manifests has lines too', async () => {
  const findings = await find({
    'mine/overlays/local/kustomization.yaml': 'resources: [../../../elsewhere/base]\n',
    'elsewhere/base/kustomization.yaml': 'resources: [route.yaml]\n',
    'elsewhere/base/route.yaml': ROUTE,
    'skaffold.yaml': 'build: {artifacts: []}\n',
  });
  expect(findings).toMatchObject([
    { code: 'IST0101', location: { file: 'elsewhere/base/route.yaml', line: 9, column: 13 } },
  ]);
});
