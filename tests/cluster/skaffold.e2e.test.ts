/** skaffold.yaml, read and rendered by the real skaffold. Nothing is built, pulled or deployed: there is no cluster here. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { findKustomize } from '@lab/kustomize';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { skippedWithout } from '../../packages/cli/src/tools-not-in-ci.ts';
import { diagnose, hasSkaffold, root, skaffold } from '../support/cluster/skaffold.ts';
import { inOrder, type KubeObject } from '../support/documents.ts';

const profiles = ['observability', 'gateway-api', 'ambient', 'canary-50', 'dev'];
const choices = [
  { overlay: 'kind', profile: [] },
  ...profiles.map((name) => ({ overlay: `kind-${name}`, profile: [name] })),
];
const reason = hasSkaffold ? '' : ` ${skippedWithout('skaffold')}`;

describe.skipIf(!hasSkaffold)(`skaffold.yaml${reason}`, { timeout: 60_000 }, () => {
  it('has the modules in the order in which they are deployed', async () => {
    const { modules } = JSON.parse(await skaffold('inspect', 'modules', 'list'));
    const names = modules.map(({ name }: { name: string }) => name);
    expect(names).toEqual(['istio', 'observability', 'kiali', 'app']);
  });

  it('has these profiles, each for the application at least', async () => {
    const list = async (...args: string[]): Promise<string[]> => {
      const answer = JSON.parse(await skaffold('inspect', 'profiles', 'list', ...args));
      return answer.profiles.map(({ name }: { name: string }) => name);
    };
    expect(await list('--module=app')).toEqual(profiles);
    expect(new Set(await list())).toEqual(new Set(profiles));
  });

  it.each(choices)('is valid, with the profile of $overlay', async ({ profile }) => {
    const modules = Object.values(await diagnose(...profile));
    expect(modules).toHaveLength(4);
    // skaffold itself looks for these no earlier than when it deploys.
    const releases = modules.flatMap(({ deploy }) => deploy.helm?.releases ?? []);
    for (const file of releases.flatMap(({ valuesFiles }) => valuesFiles ?? []))
      expect(existsSync(file), relative(root, file)).toBe(true);
    for (const path of modules.flatMap(({ manifests }) => manifests?.kustomize?.paths ?? []))
      expect(existsSync(join(path, 'kustomization.yaml')), relative(root, path)).toBe(true);
    for (const { version } of releases) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('installs Istio, each chart after those that it needs', async () => {
    const { istio } = await diagnose();
    const releases = istio?.deploy.helm?.releases ?? [];
    expect(releases.map(({ name }) => name)).toEqual([
      'istio-base',
      'istio-cni',
      'istiod',
      'istio-ingressgateway',
    ]);
    expect(new Set(releases.map(({ namespace }) => namespace))).toEqual(new Set(['istio-system']));
  });

  it('ambient: the CRDs, the profile of istiod and istio-cni, and ztunnel', async () => {
    const { istio } = await diagnose('ambient');
    const releases = istio?.deploy.helm?.releases ?? [];
    const ambient = releases.filter(({ setValues }) => setValues?.profile === 'ambient');
    expect(ambient.map(({ name }) => name)).toEqual(['istio-cni', 'istiod']);
    expect(releases.at(-1)?.name).toBe('ztunnel');
    const before = [{ host: { command: ['./gateway-api-crds'], dir: join(root, 'k8s/cluster') } }];
    expect(istio?.deploy.helm?.hooks).toEqual({ before });
    expect((await diagnose('gateway-api')).istio?.deploy.helm?.hooks).toEqual({ before });
    accessSync(join(root, 'k8s/cluster/gateway-api-crds'), constants.X_OK);
  });

  it('forwards the ports, each once', async () => {
    const modules = Object.values(await diagnose('observability'));
    const forwards = modules.flatMap(({ portForward }) => portForward ?? []);
    expect(Object.fromEntries(forwards.map((one) => [one.resourceName, one.localPort]))).toEqual({
      grafana: 3000,
      prometheus: 9090,
      'jaeger-query': 16686,
      kiali: 20001,
      'istio-ingressgateway': 8080,
    });
    expect(new Set(forwards.map(({ localPort }) => localPort)).size).toBe(forwards.length);
  });

  it('builds each image from the one Dockerfile, of the app that it is named after', async () => {
    const artifacts = (await diagnose()).app?.build.artifacts ?? [];
    expect(artifacts.map(({ image }) => image)).toEqual(
      expect.arrayContaining(['frontend', 'backend', 'ml']),
    );
    for (const { image, context, docker } of artifacts) {
      expect(context).toBe(root);
      expect(docker).toEqual({ dockerfile: 'Dockerfile', buildArgs: { APP: image } });
    }
  });

  it('dev: changes no more of the build than the target, and copies files', async () => {
    const { artifacts = [], ...build } = (await diagnose()).app?.build ?? {};
    const { artifacts: dev = [], ...devBuild } = (await diagnose('dev')).app?.build ?? {};
    expect(devBuild).toEqual(build);
    expect(dev).toHaveLength(artifacts.length);
    for (const [index, { sync, ...artifact }] of dev.entries()) {
      const { docker, ...rest } = artifacts[index] ?? {};
      expect(artifact).toEqual({ ...rest, docker: { ...docker, target: 'dev' } });
      expect(sync?.manual.length).toBeGreaterThan(0);
      for (const { src, dest } of sync?.manual ?? []) {
        expect(await hasFiles(artifact.context, src), `${artifact.image}: ${src}`).toBe(true);
        // Below it a file has its path in the repository, as in the image.
        expect(dest).toBe('/app');
      }
    }
  });

  describe('render', () => {
    const folder = mkdtempSync(join(tmpdir(), 'skaffold-'));
    const builds = join(folder, 'builds.json');
    beforeAll(async () => {
      const images = ((await diagnose()).app?.build.artifacts ?? []).map(({ image }) => image);
      const entries = images.map((image) => ({ imageName: image, tag: `${image}:built` }));
      writeFileSync(builds, JSON.stringify({ builds: entries }));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const rendered = async (module: string, profile: readonly string[]) => {
      const args = ['--offline', '--digest-source=tag', `--build-artifacts=${builds}`, `--module=${module}`];
      return inOrder(await skaffold('render', ...args, ...profile.map((name) => `--profile=${name}`)));
    };

    it.each(choices)(
      'app is the overlay $overlay with the images that were built',
      async ({ overlay, profile }) => {
        const resources = await kustomize(`k8s/overlays/${overlay}`);
        const images = /"image":"(frontend|backend|ml)"/g;
        const built = JSON.stringify(resources).replace(images, '"image":"$1:built"');
        expect(JSON.stringify(resources).match(images)).toHaveLength(6);
        expect(await rendered('app', profile)).toEqual(JSON.parse(built));
      },
    );

    it('observability is k8s/observability', async () => {
      const resources = await rendered('observability', ['observability']);
      expect(resources).toEqual(await kustomize('k8s/observability'));
    });
  });
});

async function kustomize(folder: string): Promise<KubeObject[]> {
  const { program, subcommand } = await findKustomize();
  const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
  return inOrder((await promisify(execFile)(program, [subcommand, folder], options)).stdout);
}

/** Whether any file of the folder matches. */
async function hasFiles(context: string, pattern: string): Promise<boolean> {
  for await (const _ of glob(pattern, { cwd: context })) return true;
  return false;
}
