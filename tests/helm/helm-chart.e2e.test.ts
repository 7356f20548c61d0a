/** Charts that `./lab chart` writes, rendered by the real Helm 3 and Helm 4. Nothing is installed: there is no cluster here. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findKustomize } from '@lab/kustomize';
import { afterAll, describe, expect, it } from 'vitest';
import { inOrder, type KubeObject } from '../support/documents.ts';
import { awkwardTexts } from '../support/helm/awkward-texts.ts';
import { changedFields } from '../support/helm/changed-fields.ts';
import { findHelm, type HelmLine, helm, removeHome, root, run } from '../support/helm/helm.ts';

const overlays = readdirSync(join(root, 'k8s/overlays')).map((name) => `k8s/overlays/${name}`);
const folder = mkdtempSync(join(tmpdir(), 'helm-chart-'));
const written = new Map<string, Promise<string>>();

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  removeHome();
});

/** The chart of an overlay's folder, written once. */
function chartOf(overlay: string): Promise<string> {
  const chart = written.get(overlay) ?? writeChart(overlay);
  written.set(overlay, chart);
  return chart;
}

async function writeChart(overlay: string): Promise<string> {
  const target = join(folder, overlay.replaceAll('/', '-'));
  // A path has a slash in it and is meant from the folder the command is called from.
  const { code, stderr } = await run('./lab', ['chart', overlay, '--output', target]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return target;
}

async function kustomize(overlay: string): Promise<string> {
  const { program, subcommand } = await findKustomize();
  const { code, stdout, stderr } = await run(program, [subcommand, overlay]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe.each([3, 4] satisfies HelmLine[])('Helm %i', (line) => {
  const program = findHelm(line) ?? '';
  const reason = program ? '' : ` (skipped: no Helm ${line}; HELM${line}_BIN names one)`;

  describe.skipIf(!program)(`a chart${reason}`, { timeout: 120_000 }, () => {
    const template = async (overlay: string, ...args: string[]) =>
      helm(program, 'template', 'lab', await chartOf(overlay), ...args);

    it.each([...overlays, 'k8s/observability'])('of %s renders to what kustomize builds', async (overlay) => {
      const resources = inOrder(await template(overlay));
      expect(resources.length).toBeGreaterThan(15);
      expect(resources).toEqual(inOrder(await kustomize(overlay)));
      expect(await helm(program, 'lint', '--strict', await chartOf(overlay))).toContain('0 chart(s) failed');
    });

    it('has each text as it was, as Go reads it', async () => {
      const overlay = join(folder, 'awkward');
      mkdirSync(overlay, { recursive: true });
      const data = Object.fromEntries(awkwardTexts.map((text, index) => [`${index}.text`, text]));
      const keys = Object.fromEntries(
        awkwardTexts.flatMap((text) => (/^[\w.-]+$/.test(text) ? [[text, text]] : [])),
      );
      const maps = [data, keys].map((entries, index) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `texts-${index}`, namespace: 'a' },
        data: entries,
      }));
      writeFileSync(
        join(overlay, 'maps.json'),
        JSON.stringify({ apiVersion: 'v1', kind: 'List', items: maps }),
      );
      writeFileSync(join(overlay, 'kustomization.yaml'), 'resources: [maps.json]\n');
      const again = join(folder, 'awkward-again');
      mkdirSync(again, { recursive: true });
      writeFileSync(join(again, 'rendered.yaml'), await template(overlay));
      writeFileSync(join(again, 'kustomization.yaml'), 'resources: [rendered.yaml]\n');
      expect(inOrder(await kustomize(again))).toEqual(inOrder(await kustomize(overlay)));
    });

    it('puts values in their places and nowhere else', async () => {
      const before = await template('k8s/overlays/production');
      const changed = async (...settings: string[]) =>
        changedFields(before, await template('k8s/overlays/production', '--set', settings.join()));
      const container = '.spec.template.spec.containers.0.image';
      const image = 'registry.example.com/istio-the-hard-way/backend';
      expect(await changed('images.backend.tag=0.2.0', `images.backend.repository=${image}`)).toEqual({
        [`Deployment backend-stable ${container}`]: [`${image}:0.1.0`, `${image}:0.2.0`],
        [`Deployment backend-canary ${container}`]: [`${image}:0.1.0`, `${image}:0.2.0`],
      });
      expect(await changed('images.backend.canaryTag=0.2.0')).toEqual({
        [`Deployment backend-canary ${container}`]: [`${image}:0.1.0`, `${image}:0.2.0`],
      });
      const digest = `sha256:${'0'.repeat(64)}`;
      expect(await changed(`images.backend.digest=${digest}`, 'images.backend.canaryTag=0.2.0')).toEqual({
        [`Deployment backend-stable ${container}`]: [`${image}:0.1.0`, `${image}:0.1.0@${digest}`],
        [`Deployment backend-canary ${container}`]: [`${image}:0.1.0`, `${image}:0.2.0`],
      });
      expect(await changed('autoscaling.ml-stable.maxReplicas=9')).toEqual({
        'HorizontalPodAutoscaler ml-stable .spec.maxReplicas': [6, 9],
      });
      expect(await changed('hosts.frontend={shop.example.com,frontend.localhost}')).toEqual({
        'Gateway frontend-gateway .spec.servers.0.hosts.0': ['frontend.local', 'shop.example.com'],
        'VirtualService frontend-vs .spec.hosts.0': ['frontend.local', 'shop.example.com'],
      });
      expect(await changed('canary.backend=100')).toEqual({
        'VirtualService backend-vs .spec.http.1.route.0.weight': [80, 0],
        'VirtualService backend-vs .spec.http.1.route.1.weight': [20, 100],
      });
      expect(await changed('sampling.mesh-default=0.5')).toEqual({
        'Telemetry mesh-default .spec.tracing.0.randomSamplingPercentage': [10, 0.5],
      });
    });

    it('has replicas where no autoscaler has them, and weights of HTTPRoutes', async () => {
      const overlay = 'k8s/overlays/kind-gateway-api';
      const settings = 'replicas.backend-stable=0,canary.ml=0,hosts.frontend={shop.example.com}';
      expect(changedFields(await template(overlay), await template(overlay, '--set', settings))).toEqual({
        'Deployment backend-stable .spec.replicas': [2, 0],
        'HTTPRoute ml .spec.rules.1.backendRefs.0.weight': [70, 100],
        'HTTPRoute ml .spec.rules.1.backendRefs.1.weight': [30, 0],
        'HTTPRoute frontend .spec.hostnames.0': ['frontend.local', 'shop.example.com'],
        'HTTPRoute frontend .spec.hostnames.1': ['frontend.localhost', undefined],
      });
    });

    it.each([
      ['canary.backend=101', /canary.*backend/s],
      ['canary.backend=-1', /canary.*backend/s],
      ['canary.backend=12.5', /canary.*backend/s],
      ['canary.nosuch=1', /nosuch/],
      ['replica.backend-stable=1', /replica/],
      ['replicas.backend-stable=-1', /replicas.*backend-stable/s],
      ['replicas.backend-stable=null', /backend-stable/],
      ['images.backend.tag=a b', /images.*tag/s],
      ['images.backend.repository=x:{{y}}', /images.*repository/s],
      ['images.backend.digest=sha256:12', /images.*digest/s],
      ['hosts.frontend={}', /hosts.*frontend/s],
      ['hosts.frontend={a_b}', /hosts.*frontend/s],
    ])('refuses %s', async (setting, message) => {
      await expect(template('k8s/overlays/kind', '--set', setting)).rejects.toMatchObject({
        stderr: expect.stringMatching(message),
      });
    });

    it.each([
      'sampling.mesh-default=100.5',
      'sampling.mesh-default=many',
      'autoscaling.ml-stable.maxReplicas=0',
    ])('refuses %s where there is such a value', async (setting) => {
      await expect(template('k8s/overlays/production', '--set', setting)).rejects.toMatchObject({
        stderr: expect.stringContaining(setting.split('.')[0] ?? ''),
      });
    });

    it('says in its notes how it is called and how a weight is moved', async () => {
      const chart = join(folder, `notes-${line}`);
      cpSync(await chartOf('k8s/overlays/kind'), chart, { recursive: true });
      // Helm prints notes only of a release on a cluster; a template may include them.
      const notes = '{{ include (print $.Template.BasePath "/NOTES.txt") . | toJson }}';
      const probe = `kind: Notes\nmetadata: {name: notes}\ntext: ${notes}\n`;
      writeFileSync(join(chart, 'templates/notes-probe.yaml'), probe);
      const args = [
        'template',
        'shop',
        chart,
        '--namespace',
        'shops',
        '--set',
        'hosts.frontend={shop.example.com}',
      ];
      const resources = inOrder<KubeObject & { text?: string }>(
        await helm(program, ...args, '--set', 'canary.ml=7'),
      );
      const text = resources.find(({ kind }) => kind === 'Notes')?.text ?? '';
      expect(text).toContain("--header 'Host: shop.example.com' http://localhost:8080/");
      expect(text).toMatch(/backend {3}20%\n {2}frontend {2}10%\n {2}ml {8}7%/);
      expect(text).toContain(
        'helm upgrade shop CHART --namespace shops --reuse-values --set canary.backend=50',
      );
    });

    it('is packaged, and may be a dependency of another chart', async () => {
      const chart = await chartOf('k8s/overlays/kind');
      const parent = join(folder, `parent-${line}`);
      mkdirSync(parent);
      writeFileSync(join(parent, 'Chart.yaml'), 'apiVersion: v2\nname: parent\nversion: 1.0.0\n');
      await helm(program, 'package', chart, '--destination', join(parent, 'charts'));
      const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      expect(readdirSync(join(parent, 'charts'))).toEqual([
        `${name}-k8s-overlays-kind-${version}.tgz`.replace('k8s-overlays-', ''),
      ]);
      expect(inOrder(await helm(program, 'template', 'lab', parent))).toEqual(
        inOrder(await kustomize('k8s/overlays/kind')),
      );
    });
  });
});
