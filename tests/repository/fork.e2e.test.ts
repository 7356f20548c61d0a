/** What a fork does first: a service of its own, and a name of its own. In a copy of this checkout, by the shim. */
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { spiffeId } from '@lab/istio';
import { openAuthority, type PodStatus } from '@lab/local';
import { titleOf } from '@lab/scaffold';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callSidecar } from '../support/lab/call-sidecar.ts';
import { ownPlace } from '../support/lab/places.ts';
import { type ForkedRepository, forkRepository } from '../support/repository/forked-repository.ts';

const GATEWAY_PORT = String(ownPlace.port);

let fork: ForkedRepository;
beforeAll(() => {
  fork = forkRepository();
});
afterAll(async () => {
  await fork?.lab('down');
  fork?.remove();
});

async function succeeds(ended: ReturnType<ForkedRepository['lab']>): Promise<string> {
  const { code, stdout, stderr } = await ended;
  expect(code, `${stdout}${stderr}`).toBe(0);
  return stdout + stderr;
}

/** The steps of `npm run check` that a change of the fork can break, without those that test the lab itself. */
async function passesChecks(...tests: string[]): Promise<void> {
  const modules = 'node_modules';
  await succeeds(fork.node(`${modules}/typescript/bin/tsc`, '--noEmit'));
  await succeeds(fork.node(`${modules}/@biomejs/biome/bin/biome`, 'ci', '.'));
  await succeeds(fork.node(`${modules}/knip/bin/knip.js`));
  await succeeds(
    fork.node(
      ...([`${modules}/dependency-cruiser/bin/dependency-cruiser.mjs`, '--config'] as const),
      ...['.dependency-cruiser.mjs', 'apps', 'packages'],
    ),
  );
  await succeeds(fork.node('tools/complete-lock.ts', '--check'));
  // npm's own view: nothing in package-lock.json is missing or other than package.json asks.
  await succeeds(fork.run('npm', 'ci', '--dry-run', '--offline', '--ignore-scripts'));
  await succeeds(fork.node(`${modules}/vitest/vitest.mjs`, 'run', '--project', 'unit', ...tests));
}

describe('./lab new service', { timeout: 600_000 }, () => {
  it('shows what it would write, and writes nothing', async () => {
    const output = await succeeds(fork.lab('new', 'service', 'stock', '--dry-run'));
    expect(output).toContain('apps/stock/src/main.ts');
    expect(output).toContain('skaffold.yaml');
    expect(fork.git('status', '--porcelain')).toBe('');
  });

  it.each([
    [['new', 'service', 'Stock'], 1, 'NAME_INVALID'],
    [['new', 'service', 'backend'], 1, 'NAME_TAKEN'],
    [['new', 'service', 'stock', '--called-by', 'nobody'], 1, 'UNKNOWN_CALLER'],
    [['new', 'service', 'stock', '--port', '80'], 2, 'whole number from 1024'],
    [['new', 'service', 'stock', '--port', '15001'], 2, "one of the sidecar's ports"],
    [['new', 'service'], 2, "missing required argument 'name'"],
  ] as const)('%j fails with %d: %s', async (args, exitCode, says) => {
    const { code, stdout, stderr } = await fork.lab(...args);
    expect({ code, said: (stdout + stderr).includes(says) }, stdout + stderr).toEqual({
      code: exitCode,
      said: true,
    });
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(fork.git('status', '--porcelain')).toBe('');
  });

  it('changes no file that has changes which are not committed', async () => {
    const before = fork.read('skaffold.yaml');
    fork.write('skaffold.yaml', `${before}# mine\n`);
    const { code, stderr } = await fork.lab('new', 'service', 'stock');
    expect(code).toBe(1);
    expect(stderr).toContain('UNCOMMITTED_CHANGES');
    expect(stderr).toContain('M skaffold.yaml');
    fork.write('skaffold.yaml', before);
    expect(fork.git('status', '--porcelain')).toBe('');
  });

  it('adds a service that passes the checks, and no finding to any overlay', async () => {
    const before = await findings();
    const port = ['--port', '7000'];
    await succeeds(fork.lab('new', 'service', 'stock', ...port, '--called-by', 'backend'));
    await passesChecks('apps/stock', 'docs/dependencies', 'packages/scaffold');
    expect(await findings()).toEqual(before);
  });

  it('is called by the backend, once the backend has the lines of its README', () => {
    const endpoint = 'apps/backend/src/classify-endpoint.ts';
    const before = fork.read(endpoint);
    const call = `await callUpstream({
        call,
        upstream: 'stock',
        url: 'http://stock-service.stock:7000/echo',
        body: { item },
        schema: z.object({ item: z.string() }),
        timeoutMs,
      });`;
    expect(fork.read('apps/stock/README.md')).toContain("url: 'http://stock-service.stock:7000/echo'");
    fork.write(endpoint, before.replace(/( +)return \{ item, label/, `$1${call}\n$&`));
    expect(fork.read(endpoint)).not.toBe(before);
  });

  it('runs in the mesh: its caller gets an answer, another identity 403', async () => {
    const output = await succeeds(fork.lab('up', '--detach', '--port', GATEWAY_PORT));
    expect(output).not.toContain('installing the npm packages');
    const { pods } = JSON.parse(await jsonOf('status')) as { pods: readonly PodStatus[] };
    expect(pods).toHaveLength(10);
    expect(pods.filter(({ ready }) => !ready)).toEqual([]);
    for (const version of ['stable', 'canary']) {
      const pod = pods.find(({ name }) => name === `stock-${version}-0`);
      expect(await post(pod, 'backend')).toMatchObject({
        status: 200,
        body: { item: 'jar', hops: [{ service: 'stock', version, namespace: 'stock' }] },
      });
      expect(await post(pod, 'frontend')).toEqual({ status: 403, body: 'RBAC: access denied' });
    }
  });

  it('has its place in the split and on the page: behind the backend, beside ml', async () => {
    const { answered, tiers } = JSON.parse(await jsonOf('call', '-n', '20')) as {
      answered: number;
      tiers: readonly { service: string; count: number }[];
    };
    expect(answered).toBe(20);
    const counted = tiers.filter(({ service }) => service === 'stock').map(({ count }) => count);
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(20);
    const page = await readPage('/?item=jar');
    const calls = (caller: string) => page.split(`aria-label="called by ${caller}"`)[1] ?? '';
    for (const service of ['ml', 'stock']) expect(calls('backend')).toContain(`data-hop="${service}"`);
    expect(calls('ml') + calls('stock')).toBe('');
  });

  it('may have other code in its canary, as its README says, while the lab is up', async () => {
    cpSync(join(fork.root, 'apps/stock'), join(fork.root, 'apps/stock-canary'), { recursive: true });
    const replace = (path: string, from: string, to: string) => {
      expect(fork.read(path)).toContain(from);
      fork.write(path, fork.read(path).replace(from, to));
    };
    replace('apps/stock-canary/package.json', '@lab/stock', '@lab/stock-canary');
    replace('apps/stock-canary/src/echo-endpoint.ts', '({ item,', `({ item: \`\${item} by other code\`,`);
    const page = fork.read('apps/stock/README.md');
    const canary = 'k8s/base/stock/canary/kustomization.yaml';
    const [, artifact = '', images = ''] = /```yaml\n(.*?)```.*?```yaml\n(.*?)```/s.exec(page) ?? [];
    replace('skaffold.yaml', '  - image: stock\n', `${artifact}  - image: stock\n`);
    fork.write(canary, fork.read(canary) + images);
    const answerOf = async (version: string) => {
      const { pods } = JSON.parse(await jsonOf('status')) as { pods: readonly PodStatus[] };
      return post(
        pods.find(({ name, ready }) => ready && name === `stock-${version}-0`),
        'backend',
      );
    };
    await expect
      .poll(() => answerOf('canary').catch(() => undefined), { timeout: 60_000, interval: 500 })
      .toMatchObject({
        body: { item: 'jar by other code', hops: [{ service: 'stock', version: 'canary' }] },
      });
    expect(await answerOf('stable')).toMatchObject({ body: { item: 'jar' } });
    await succeeds(fork.lab('down'));
    rmSync(join(fork.root, 'apps/stock-canary'), { recursive: true });
    replace('skaffold.yaml', artifact, '');
    replace(canary, images, '');
  });
});

describe('./lab remove service', { timeout: 600_000 }, () => {
  const endpoint = 'apps/backend/src/classify-endpoint.ts';

  it('takes no service away from what calls it', async () => {
    const before = fork.git('status', '--porcelain');
    const { code, stderr } = await fork.lab('remove', 'service', 'stock');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(endpoint) });
    expect(fork.git('status', '--porcelain')).toBe(before);
  });

  it('takes nothing away that a person has edited', async () => {
    const calling = fork.read(endpoint);
    fork.git('checkout', endpoint);
    const own = 'apps/stock/src/echo-endpoint.ts';
    const written = fork.read(own);
    fork.write(own, `${written}// mine\n`);
    const { code, stdout } = await fork.lab('remove', 'service', 'stock');
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining(own) });
    expect(stdout).toContain('--force');
    fork.write(own, written);
    fork.write(endpoint, calling);
  });

  it('leaves the project as it was before', async () => {
    const calling = fork.read(endpoint);
    fork.git('checkout', endpoint);
    const before = fork.git('status', '--porcelain');
    expect(await succeeds(fork.lab('remove', 'service', 'stock', '--dry-run'))).toContain('skaffold.yaml');
    expect(fork.git('status', '--porcelain')).toBe(before);
    await succeeds(fork.lab('remove', 'service', 'stock'));
    expect(fork.git('status', '--porcelain', '--ignored', 'apps/stock')).toBe('');
    expect(fork.git('status', '--porcelain')).toBe('');
    expect(await succeeds(fork.lab('--help'))).not.toContain('installing');
    await succeeds(fork.lab('new', 'service', 'stock', '--port', '7000', '--called-by', 'backend'));
    expect(fork.git('status', '--porcelain')).toBe(before);
    fork.write(endpoint, calling);
  });
});

/** What `./lab analyze` finds for a cluster, by overlay: one is for a cluster only. */
async function findings(): Promise<Record<string, unknown>> {
  const overlays = readdirSync(join(fork.root, 'k8s/overlays'));
  expect(overlays).toContain('production');
  const found: [string, unknown][] = [];
  for (const overlay of overlays)
    found.push([overlay, JSON.parse(await jsonOf('analyze', overlay, '--cluster'))]);
  return Object.fromEntries(found);
}

/** The page as a browser gets it through the gateway, before any of its code runs. */
async function readPage(path: string): Promise<string> {
  const options = { port: GATEWAY_PORT, host: '127.0.0.1', path, headers: { host: 'frontend.localhost' } };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ ...options, agent: false }, resolve).on('error', reject);
  });
  return (await response.toArray()).join('');
}

async function jsonOf(...args: string[]): Promise<string> {
  return (await fork.lab(...args, '--json')).stdout;
}

/** Calls a pod of stock with the identity of another service, as that one's sidecar would. */
async function post(pod: PodStatus | undefined, caller: string): Promise<unknown> {
  const authority = await openAuthority(join(fork.root, '.lab/certificates'));
  const identity = (name: string) => ({
    trustDomain: 'cluster.local',
    namespace: name,
    serviceAccount: name,
  });
  const answer = await callSidecar({
    at: Object.values(pod?.addresses.inbound ?? {})[0] ?? '',
    serverName: 'outbound_.7000_._.stock-service.stock.svc.cluster.local',
    root: authority.rootCertificate,
    server: spiffeId(identity('stock')),
    client: await authority.issue(identity(caller)),
    post: { path: '/echo', body: { item: 'jar' } },
  });
  if (!('body' in answer) || answer.status !== 200) return answer;
  return { ...answer, body: JSON.parse(answer.body) };
}

describe('./lab rename', { timeout: 600_000 }, () => {
  // In two parts, so that no file of the copy has it before.
  const name = ['quiet', 'harbour'].join('-');

  it('wants a clean work tree', async () => {
    const { code, stderr } = await fork.lab('rename', name);
    expect(code).toBe(1);
    expect(stderr).toContain('UNCOMMITTED_CHANGES');
    fork.commit();
  });

  it('shows the lines, and writes nothing', async () => {
    const output = await succeeds(fork.lab('rename', name, '--dry-run'));
    expect(output).toContain('package.json:2');
    expect(output).toContain(`# ${titleOf(name)}`);
    expect(fork.git('status', '--porcelain')).toBe('');
  });

  it('gives the name everywhere, passes the checks, and has nothing to do the second time', async () => {
    const { name: old } = JSON.parse(fork.read('package.json')) as { name: string };
    const [, oldTitle = ''] = /^# ([^,\n]+)/m.exec(fork.read('README.md')) ?? [];
    expect(oldTitle).toMatch(/\w/);
    await succeeds(fork.lab('rename', name));
    const { code: left, stdout } = await fork.run('git', 'grep', '-n', '-i', '-F', '-e', old, '-e', oldTitle);
    expect({ left, stdout }).toEqual({ left: 1, stdout: '' });
    await passesChecks('apps/stock', 'docs/dependencies', 'packages/scaffold');
    fork.commit();
    expect(await succeeds(fork.lab('rename', name))).toContain('already has the name');
    expect(fork.git('status', '--porcelain')).toBe('');
  });
});

describe('./lab learn new', { timeout: 600_000 }, () => {
  it('adds a lesson that verify proves, beside the service and under the name of the fork', async () => {
    await succeeds(fork.lab('learn', 'new', 'house-rule', '--number', '50'));
    await succeeds(fork.lab('up', '--detach', '--port', GATEWAY_PORT));
    expect(await succeeds(fork.lab('learn', 'verify', 'house-rule'))).toContain(
      '1 lesson, 6 variants: all as expected',
    );
    await succeeds(fork.lab('down'));
    await passesChecks('docs/learn', 'packages/lessons');
    fork.commit();
  });
});

const AUTHOR = ['-c', 'user.name=A person', '-c', 'user.email=person@example.com'];

/** What a later version adds at the end of files. */
const LATER: Readonly<Record<string, string>> = {
  'k8s/base/backend/routing.yaml': '# a later version\n',
  'apps/ml/src/main.ts': '// a later version\n',
  'docs/architecture.md': '\nThis is a later version.\n',
};

describe('a later version of the project', { timeout: 600_000 }, () => {
  it('is merged without a conflict, and passes the checks', async () => {
    const [first = ''] = fork.git('rev-list', '--max-parents=0', 'HEAD').trim().split('\n');
    const own = fork.git('rev-parse', '--abbrev-ref', 'HEAD').trim();
    fork.git('checkout', '--quiet', '-b', 'later', first);
    for (const [path, text] of Object.entries(LATER)) fork.write(path, fork.read(path) + text);
    await succeeds(fork.lab('learn', 'new', 'later-lesson'));
    const row = '| `22-later-lesson` | Later lesson | 5 | yes |';
    fork.write('docs/learn.md', fork.read('docs/learn.md').replace(/^\| `21-.*$/m, `$&\n${row}`));
    fork.commit();
    fork.git('checkout', '--quiet', own);
    await succeeds(fork.run('git', ...AUTHOR, 'merge', '--no-edit', 'later'));
    expect(fork.git('diff', '--name-only', '--diff-filter=U')).toBe('');
    for (const [path, text] of Object.entries(LATER)) expect(fork.read(path)).toContain(text);
    expect(await succeeds(fork.lab('learn', 'list'))).toMatch(/Later lesson[\s\S]*House rule/);
    await passesChecks('docs/learn', 'apps/stock', 'packages/scaffold', 'packages/lessons');
  });
});
