/** `./lab render`, and `./lab post-render` as the real Helm 3 and Helm 4 call it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findKustomize } from '@lab/kustomize';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inOrder, type KubeObject } from '../support/documents.ts';
import { findHelm, helm, labDir, removeHome, root, run } from '../support/helm/helm.ts';

const folder = mkdtempSync(join(tmpdir(), 'post-renderer-'));
const account = (annotations = '') =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: '{{ .Release.Name }}', annotations: {${annotations}}}\n`;
const files = {
  'chart/Chart.yaml': 'apiVersion: v2\nname: any\nversion: 1.0.0\n',
  'chart/templates/account.yaml': account(),
  // kustomize would refuse it beside the other.
  'chart/templates/hook.yaml': account('helm.sh/hook: pre-install'),
  'empty/Chart.yaml': 'apiVersion: v2\nname: empty\nversion: 1.0.0\n',
  'overlay/kustomization.yaml': 'resources: [added.yaml]\ncommonAnnotations: {team: a}\n',
  'overlay/added.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: added}\n',
  'broken/kustomization.yaml': 'resources:\n- nosuch.yaml\n',
};
const overlay = join(folder, 'overlay');
const broken = join(folder, 'broken');
const annotations = (stream: string) =>
  inOrder<KubeObject>(stream).map(({ kind, metadata }) => [kind, metadata.name, metadata.annotations]);

beforeAll(() => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  removeHome();
});

async function kustomize(path: string): Promise<string> {
  const { program, subcommand } = await findKustomize();
  return (await run(program, [subcommand, path])).stdout;
}

describe('./lab render', () => {
  it('prints what kustomize builds', async () => {
    const rendered = await run('./lab', ['render', 'production']);
    expect(rendered).toEqual({ code: 0, stdout: await kustomize('k8s/overlays/production'), stderr: '' });
  });

  it('with components, of other manifests, as JSON', async () => {
    const { stdout } = await run('./lab', [
      'render',
      'kind',
      '--with',
      'canary-50',
      '--json',
      '--manifests',
      'k8s',
    ]);
    const resources = JSON.parse(stdout);
    expect(resources).toEqual(
      expect.arrayContaining(inOrder(await kustomize('k8s/overlays/kind-canary-50'))),
    );
    expect(resources).toHaveLength(inOrder(await kustomize('k8s/overlays/kind-canary-50')).length);
  });

  it('says on stderr what is wrong and where', async () => {
    const { code, stdout, stderr } = await run('./lab', ['render', broken]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/broken\/kustomization\.yaml:2 error LAB0102 nosuch\.yaml does not exist\n/);
  });
});

describe('./lab post-render', () => {
  it('takes a component by name, after another', async () => {
    const chart = await run('./lab', ['render', 'kind']);
    const { stdout } = await run('./lab', ['post-render', 'tracing', '--with', 'sampling-10'], chart.stdout);
    expect(stdout).toContain('randomSamplingPercentage: 10');
    expect(stdout.match(/OTEL_EXPORTER_OTLP_ENDPOINT/g)).toHaveLength(6);
  });

  it('says on stderr what is wrong, and nothing on stdout', async () => {
    const { code, stdout, stderr } = await run('./lab', ['post-render', broken], 'kind: [');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('LAB010');
    const name = await run('./lab', ['post-render', 'nosuch']);
    expect(name).toMatchObject({ code: 2, stdout: '' });
    expect(name.stderr).toContain('there is no overlay "nosuch"');
  });
});

/** Arguments with which a line of Helm runs an overlay over a chart. */
const flags = {
  3: (path: string) => [
    '--post-renderer=./lab',
    '--post-renderer-args=post-render',
    `--post-renderer-args=${path}`,
  ],
  4: (path: string) => ['--post-renderer=lab-post-render', `--post-renderer-args=${path}`],
};

describe.each([3, 4] as const)('Helm %i', (line) => {
  const program = findHelm(line) ?? '';
  const reason = program ? '' : ` (skipped: no Helm ${line}; HELM${line}_BIN names one)`;

  describe.skipIf(!program)(`a post-renderer${reason}`, () => {
    const render = (chart: string, path: string) =>
      helm(program, 'template', 'any', chart, ...flags[line](path));

    beforeAll(async () => {
      if (line === 4) await helm(program, 'plugin', 'install', join(root, 'packages/helm/post-renderer'));
    });

    it('sees what the chart has, adds its own and leaves hooks alone', async () => {
      expect(annotations(await render(join(folder, 'chart'), overlay))).toEqual([
        ['ConfigMap', 'added', { team: 'a' }],
        ['ServiceAccount', 'any', expect.anything()],
        ['ServiceAccount', 'any', expect.anything()],
      ]);
      const accounts = annotations(await render(join(folder, 'chart'), overlay)).slice(1);
      expect(accounts.map(([, , given]) => given)).toEqual(
        expect.arrayContaining([{ team: 'a' }, { 'helm.sh/hook': 'pre-install' }]),
      );
    });

    it('runs over a chart without resources', async () => {
      expect(annotations(await render(join(folder, 'empty'), overlay))).toEqual([
        ['ConfigMap', 'added', { team: 'a' }],
      ]);
    });

    it('makes of the chart of one overlay another overlay', async () => {
      const chart = join(folder, `kind-${line}`);
      await run('./lab', ['chart', 'kind', '--output', chart]);
      expect(inOrder(await render(chart, 'canary-50'))).toEqual(
        inOrder(await kustomize('k8s/overlays/kind-canary-50')),
      );
      expect(inOrder(await render(chart, 'k8s/components/canary-50'))).toEqual(
        inOrder(await kustomize('k8s/overlays/kind-canary-50')),
      );
    });

    it('that fails makes helm fail', async () => {
      const { code, stdout, stderr } = await run(program, [
        'template',
        'any',
        join(folder, 'chart'),
        ...flags[line](broken),
      ]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      // Helm 4 shows nothing of what a plugin says.
      const said = line === 3 ? stderr : readFileSync(join(labDir, 'logs/post-render.log'), 'utf8');
      expect(said).toMatch(/broken\/kustomization\.yaml:2 error LAB0102 nosuch\.yaml does not exist\n/);
    });
  });
});
