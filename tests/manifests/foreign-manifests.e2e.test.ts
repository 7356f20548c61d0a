/** Manifests from elsewhere over services of one's own: they start nothing, and programs find the mesh all the same. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LabStatus } from '@lab/local';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestLab, type TestLab } from '../support/lab/test-lab.ts';

let lab: TestLab;
let shop: string;
/** What a foreign program would leave. */
let marks: string;

beforeAll(async () => {
  lab = createTestLab();
  await lab.run('down');
  shop = realpathSync(mkdtempSync(join(tmpdir(), 'foreign-')));
  marks = join(shop, 'marks');
  mkdirSync(marks);
  write({
    'skaffold.yaml':
      'build: { artifacts: [{ image: cart, context: cart }, { image: prices, context: prices }] }\n',
    'cart/Procfile': 'web: python3 -u -m http.server --bind $HOST $PORT\n',
    'cart/index.html': 'cart\n',
    'prices/package.json': '{ "scripts": { "start": "node server.cjs" } }',
    'prices/server.cjs': `require('http').createServer((q, r) => r.end('prices ' + q.headers.host)).listen(3000);`,
    'evil/mark.cjs': `require('fs').writeFileSync(${JSON.stringify(join(marks, 'node'))}, '');`,
    'evil/sitecustomize.py': `open(${JSON.stringify(join(marks, 'python'))}, 'w')\n`,
    'evil/bin/python3': `#!/bin/sh\ntouch ${join(marks, 'path')}\n`,
  });
  chmodSync(join(shop, 'evil/bin/python3'), 0o755);
});
afterEach(() => lab.run('down'));
afterAll(async () => {
  await lab.close();
  rmSync(shop, { recursive: true, force: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(shop, path)), { recursive: true });
    writeFileSync(join(shop, path), text);
  }
}

/** A Deployment and its Service; `more` are fields of the container. */
function workload(name: string, port: number, more = ''): string {
  return `
apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {selector: {app: ${name}}, ports: [{name: http, port: ${port}}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: shop}
spec:
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}, annotations: {lab.local/command: "touch ${join(marks, 'annotation')}"}}
    spec:
      containers:
      - {name: ${name}, image: "${name}:1", ports: [{containerPort: ${port}}]${more}}
---
`;
}

const namespace =
  'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {istio-injection: enabled}}\n---\n';

function foreign(name: string): string {
  const env = {
    NODE_OPTIONS: `--require ${join(shop, 'evil/mark.cjs')}`,
    PYTHONPATH: join(shop, 'evil'),
    PATH: `${join(shop, 'evil/bin')}:/usr/bin:/bin`,
    LD_PRELOAD: join(shop, 'evil/mark.so'),
  };
  const written = Object.entries(env).map(([key, value]) => `{name: ${key}, value: "${value}"}`);
  const command = `["/bin/sh", "-c", "touch ${join(marks, name)}"]`;
  return `, command: ${command}, args: ["x"], env: [${written.join()}]`;
}

const up = () =>
  lab.run('up', '--manifests', join(shop, 'k8s'), '--port', String(lab.gatewayPort), '--detach');

/** Sends a request to a pod's sidecar as an HTTP proxy, as a program does that has HTTP_PROXY. */
function throughProxy(proxy: string, url: string): Promise<{ status: number | undefined; body: string }> {
  const [hostname, port] = proxy.split(':');
  return new Promise((done, reject) => {
    const options = { hostname, port, path: url, headers: { host: new URL(url).host }, agent: false };
    request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => done({ status: response.statusCode, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe('manifests from elsewhere', { timeout: 240_000 }, () => {
  it('start no program and load nothing into one, and say so', async () => {
    const manifests =
      namespace + workload('cart', 8000, foreign('cart')) + workload('prices', 3000, foreign('prices'));
    write({ 'k8s/all.yaml': manifests });
    const { code, stdout, stderr } = await up();
    expect(code, stdout + stderr).toBe(0);
    for (const variable of ['NODE_OPTIONS', 'PYTHONPATH', 'PATH', 'LD_PRELOAD'])
      expect(stdout + stderr).toMatch(
        new RegExp(`all\\.yaml:\\d+:\\d+ warning LAB0209 ${variable} is not set`),
      );
    expect(stdout + stderr).toMatch(/LAB0206 command and args/);
    expect(
      ['cart', 'prices', 'node', 'python', 'path', 'annotation'].filter((mark) =>
        existsSync(join(marks, mark)),
      ),
    ).toEqual([]);
    // The marks would be made: the same by their owner's hand does.
    spawnSync(process.execPath, ['--require', join(shop, 'evil/mark.cjs'), '-e', '']);
    expect(existsSync(join(marks, 'node'))).toBe(true);
    expect(stdout).toContain('no host: no Gateway has a route');
  });

  it.each([
    [
      'link',
      () => symlinkSync(join(shop, 'evil/Procfile'), join(shop, 'linked/Procfile')),
      'links to a file outside the folder',
    ],
    ['shell', () => write({ 'linked/Procfile': 'web: sh -c "$(id)"\n' }), 'needs a shell for "\\$"'],
  ])('a Procfile that may not be followed keeps its pod from starting: %s', async (_, prepare, says) => {
    rmSync(join(shop, 'linked'), { recursive: true, force: true });
    mkdirSync(join(shop, 'linked'));
    write({ 'evil/Procfile': `web: touch ${join(marks, 'procfile')}\n` });
    prepare();
    write({
      'k8s/all.yaml': namespace + workload('linked', 8000),
      'k8s/skaffold.yaml': `build: { artifacts: [{ image: linked, context: ${join(shop, 'linked')} }] }\n`,
    });
    const { code, stdout, stderr } = await up();
    expect(code).toBe(1);
    const { pods, absent } = await lab.json<LabStatus>('status');
    expect(pods.map(({ workload: name }) => name)).not.toContain('linked');
    expect(absent).toMatchObject([{ workload: 'linked', reason: expect.stringContaining('LAB0204') }]);
    expect((await lab.run('status')).stdout).toMatch(/shop\/linked has no pod: .*LAB0204/);
    await lab.run('down');
    rmSync(join(shop, 'k8s/skaffold.yaml'));
    expect(stdout + stderr).toMatch(new RegExp(`error LAB0204 .*${says}`));
    expect(existsSync(join(marks, 'procfile'))).toBe(false);
  });
});

describe('a program that is not Node', { timeout: 240_000 }, () => {
  let other: Server;
  beforeAll(async () => {
    other = createServer((incoming, answer) => answer.end(`other ${incoming.headers.host}`));
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  });
  afterAll(() => other?.close());

  it('has its sidecar for a proxy: to services by any of their names, elsewhere, not to this machine', async () => {
    write({ 'k8s/all.yaml': namespace + workload('cart', 8000) + workload('prices', 3000) });
    const { code, stdout, stderr } = await up();
    expect(code, stdout + stderr).toBe(0);
    const { pods } = await lab.json<LabStatus>('status');
    const proxy = pods.find(({ workload: name }) => name === 'cart')?.addresses.outbound.http_proxy ?? '';
    for (const host of ['prices:3000', 'prices.shop:3000', 'prices.shop.svc.cluster.local:3000'])
      expect(await throughProxy(proxy, `http://${host}/`)).toEqual({ status: 200, body: `prices ${host}` });
    const { port } = other.address() as AddressInfo;
    const elsewhere = `other.localhost:${port}`;
    expect(await throughProxy(proxy, `http://${elsewhere}/`)).toEqual({
      status: 200,
      body: `other ${elsewhere}`,
    });
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, proxy])
      expect(await throughProxy(proxy, `http://${host}/`)).toMatchObject({ status: 502 });
    // A Node program is led by the preload, and has none.
    expect(pods.find(({ workload: name }) => name === 'prices')?.addresses.outbound).not.toHaveProperty(
      'http_proxy',
    );
  });

  it('that does not listen where it is told is said to', async () => {
    write({
      'k8s/all.yaml': namespace + workload('cart', 8000),
      'cart/Procfile': 'web: python3 -c "raise SystemExit(3)"\n',
    });
    const { code, stdout, stderr } = await up();
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/shop\/cart-0 ended 4 times.*exit 3/s);
    expect(stdout + stderr).toMatch(/It must listen on 127\.\d+\.\d+\.\d+:\d+, which HOST and PORT contain/);
  });
});
