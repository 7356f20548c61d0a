import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findKind, kindContext, readKindConfig } from '@lab/cluster';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startApiServer } from '../support/cluster/api-server.ts';
import {
  type DockerBehaviour,
  type DockerStandIn,
  makeDockerStandIn,
} from '../support/cluster/docker-stand-in.ts';
import { hasKind } from '../support/cluster/find-kind.ts';
import { findKubectl } from '../support/cluster/find-kubectl.ts';
import { makeKubeHome } from '../support/cluster/kubeconfig.ts';
import { temporaryCommandLine } from '../support/lab/command-line.ts';

const file = join(import.meta.dirname, '../../k8s/cluster/kind.yaml');
const { name: cluster } = await readKindConfig(file);
const image = 'kindest/node:v1.36.4@sha256:';

const installed = hasKind && findKubectl() !== undefined;

describe.skipIf(!installed)('the real kind (skipped where PATH has no kind or no kubectl)', () => {
  let dir: string;
  const stop = new AbortController();

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'lab-kind-'));
  });

  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const docker = (behaviour: DockerBehaviour): DockerStandIn => makeDockerStandIn(dir, behaviour);
  const environment = ({ env }: DockerStandIn) => ({
    ...process.env,
    ...env,
    KUBECONFIG: join(dir, 'config'),
  });
  const portInUse = {
    refuses: 'Error response from daemon: Bind for 127.0.0.1:80 failed: port is already allocated.',
  };

  test('takes kind.yaml, and asks Docker for three nodes with the gateway on loopback', async () => {
    const engine = docker({ run: portInUse });
    const kind = await findKind(environment(engine));
    const steps: string[] = [];
    const creation = kind.create(await readKindConfig(file), stop.signal, (step) => steps.push(step));
    await expect(creation).rejects.toMatchObject({
      code: 'KIND_PORT_IN_USE',
      message: `failed to create cluster: docker: ${portInUse.refuses}`,
      remedy: expect.stringContaining('hostPort'),
    });
    const runs = engine.calls().filter((call) => call.startsWith('run '));
    expect(runs.map((run) => /kind\.role=(\S+)/.exec(run)?.[1]).sort()).toEqual([
      'control-plane',
      'worker',
      'worker',
    ]);
    expect(runs.every((run) => run.includes(image))).toBe(true);
    const controlPlane = runs.find((run) => run.includes('role=control-plane'));
    expect(controlPlane).toContain('--publish=127.0.0.1:80:30080/TCP --publish=127.0.0.1:443:30443/TCP');
    expect(steps.map((step) => step.split(' ')[0])).toEqual(['Ensuring', 'Preparing']);
  });

  test.each([
    ['hostPort: 80', 'hostport: 80', 'field hostport not found'],
    ['role: worker', 'role: wroker', 'wroker'],
    ['containerPort: 30080', 'containerPort: 300800', '300800'],
  ])('refuses %s written as %s', async (right, wrong, message) => {
    const broken = join(dir, 'kind.yaml');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(right);
    writeFileSync(broken, text.replace(right, wrong));
    const engine = docker({ run: portInUse });
    const kind = await findKind(environment(engine));
    const creation = kind.create(await readKindConfig(broken), stop.signal, () => {});
    await expect(creation).rejects.toMatchObject({
      code: 'KIND_CONFIG',
      message: expect.stringContaining(message),
      remedy: expect.stringContaining('kind.yaml'),
    });
    expect(engine.calls()).toEqual([]);
  });

  test('takes back a cluster that is interrupted half way', async () => {
    const engine = docker({ run: 'never ends' });
    const kind = await findKind(environment(engine));
    const interruption = new AbortController();
    const creation = kind.create(await readKindConfig(file), interruption.signal, () => {});
    const settled = expect(creation).rejects.toMatchObject({ code: 'INTERRUPTED' });
    while (!engine.calls().some((call) => call.startsWith('run '))) await delay(50);
    interruption.abort();
    await settled;
    const removed = engine.calls().filter((call) => call.startsWith('rm '));
    expect(removed).toHaveLength(1);
    expect(removed[0]).toContain(`${cluster}-`);
  });

  test('up looks first, says what to do about each thing, and creates nothing', async () => {
    const engine = docker({ run: portInUse, info: { CgroupVersion: '1', MemTotal: 2 ** 30 } });
    const lab = temporaryCommandLine(engine.env);
    const { code, stdout } = await lab.run('kind', 'up');
    lab.remove();
    expect(stdout).toMatch(/^✓ docker +28\.2\.2$/m);
    expect(stdout).toMatch(/^! memory +1\.0 GiB\n +Give Docker at least 4 GiB/m);
    expect(stdout).toMatch(/^✗ cgroups +version 1\n +Boot with /m);
    expect(stdout).toMatch(/^✓ kind +0\.\d+\.\d+/m);
    expect(code).toBe(1);
    expect(engine.calls()).toEqual([]);
  });

  test('up says that Docker does not run', async () => {
    const reason =
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
    const engine = docker({ run: portInUse, info: { ServerVersion: '', ServerErrors: [reason] } });
    const lab = temporaryCommandLine(engine.env);
    const { code, stdout } = await lab.run('kind', 'up');
    lab.remove();
    expect(stdout).toContain(`✗ docker   Docker does not respond: ${reason}`);
    expect(stdout).toContain('systemctl start docker');
    expect(code).toBe(1);
  });

  test('up leaves a cluster alone that is there, and down deletes it', async () => {
    const engine = docker({ run: portInUse, clusters: [cluster, 'other'] });
    const lab = temporaryCommandLine({ ...engine.env, KUBECONFIG: join(dir, 'config') });
    const up = await lab.run('kind', 'up');
    expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining('is already up') });
    expect(up.stdout).toContain('skaffold dev');
    const down = await lab.run('kind', 'down');
    expect(down).toMatchObject({ code: 0, stdout: expect.stringContaining('is deleted') });
    lab.remove();
  });

  test('status is the nodes as the API server has them', async () => {
    const engine = docker({ run: portInUse, clusters: [cluster] });
    const node = (name: string, ready: string, labels = {}) => ({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name, labels },
      status: { nodeInfo: { kubeletVersion: 'v1.36.4' }, conditions: [{ type: 'Ready', status: ready }] },
    });
    const api = await startApiServer([
      node('a', 'True', { 'node-role.kubernetes.io/control-plane': '' }),
      node('b', 'False'),
    ]);
    const home = makeKubeHome({ [kindContext(cluster)]: api.url });
    const lab = temporaryCommandLine({ ...engine.env, ...home.env });
    const status = await lab.json('kind', 'status');
    const { code } = await lab.run('kind', 'status');
    lab.remove();
    await api.close();
    home.remove();
    expect(status).toEqual({
      name: cluster,
      context: kindContext(cluster),
      up: true,
      nodes: [
        { name: 'a', role: 'control-plane', ready: true, version: 'v1.36.4' },
        { name: 'b', role: 'worker', ready: false, version: 'v1.36.4' },
      ],
    });
    expect(code).toBe(1);
  });

  test('status says how to create one where there is none', async () => {
    const engine = docker({ run: portInUse });
    const lab = temporaryCommandLine(engine.env);
    const { code, stdout } = await lab.run('kind', 'status');
    lab.remove();
    expect(stdout).toContain('Create it with ./lab kind up.');
    expect(code).toBe(1);
  });
});
