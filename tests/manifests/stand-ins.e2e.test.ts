/** Meshes in the shape of well-known examples, of images that nobody built here: each is up with one command, and every Service answers. */
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseResources } from '@lab/istio';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestLab, type TestLab } from '../support/lab/test-lab.ts';

const MESHES = join(import.meta.dirname, 'meshes');

interface Outcome {
  readonly url: string;
  readonly status?: number;
  readonly answer?: unknown;
  readonly error?: string;
}

interface Answer {
  readonly pod: string;
  readonly service: string;
  readonly version?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly calls?: readonly (Outcome & { readonly answer?: Answer })[];
}

let lab: TestLab;
let folder: string;
beforeAll(async () => {
  lab = createTestLab();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'stand-ins-')));
  await lab.run('down');
});
afterEach(() => lab.run('down'));
afterAll(async () => {
  await lab.close();
  rmSync(folder, { recursive: true, force: true });
});

const up = (manifests: string, ...more: readonly string[]) =>
  lab.run('up', '--manifests', manifests, '--port', String(lab.gatewayPort), '--detach', ...more);

/** Sends a request through the gateway. */
function get(
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: lab.gatewayPort, path, headers, agent: false };
    request(options, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

/** What a stand-in says of the calls that it was asked for, eight of them a request. */
async function callsFrom(path: string, urls: readonly string[], headers = {}): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let first = 0; first < urls.length; first += 8) {
    const query = urls.slice(first, first + 8).map((url) => `call=${encodeURIComponent(url)}`);
    const { status, body } = await get(`${path}?${query.join('&')}`, headers);
    expect(status, body).toBe(200);
    outcomes.push(...((JSON.parse(body) as Answer).calls ?? []));
  }
  return outcomes;
}

/** A URL for every port of every Service of a file or folder, by the port's name. */
function urlsOf(manifests: string): string[] {
  const files = statSync(manifests).isDirectory()
    ? readdirSync(manifests).map((file) => join(manifests, file))
    : [manifests];
  const resources = files.flatMap((file) => parseResources(readFileSync(file, 'utf8')).resources);
  return resources
    .filter(({ kind }) => kind === 'Service')
    .flatMap(({ metadata, spec }) =>
      (spec as { ports: readonly { name: string; port: number }[] }).ports.map(
        ({ name, port }) => `${name.split('-')[0]}://${metadata.name}.default:${port}/`,
      ),
    );
}

/** What a stand-in sends over TCP comes back. */
const isAnswered = ({ url, status, answer }: Outcome) =>
  url.startsWith('grpc') ? status === 0 : url.startsWith('tcp') ? answer === 'stand-in\n' : status === 200;

describe('a mesh of images that are not built here', { timeout: 240_000 }, () => {
  it('with three versions of a service: routes, identities and trace headers are those of its manifests', async () => {
    const manifests = join(MESHES, 'reading-room');
    const { code, stdout, stderr } = await up(manifests);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain(
      'stand-ins answer for 6 of 6 workloads, whose images are not built here: default/catalog-v1,',
    );
    expect((await lab.run('status')).stdout).toContain('stand-ins answer for 6 of 6 workloads');
    const urls = urlsOf(manifests);
    expect(urls).toHaveLength(4);
    expect((await callsFrom('/front', urls)).filter((outcome) => !isAnswered(outcome))).toEqual([]);

    const trace = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      'x-b3-sampled': '1',
    };
    const secrets = { authorization: 'Bearer xyz.def', cookie: 'session=1', 'x-auth-token': 't' };
    const path = `/front?call=${encodeURIComponent('http://opinions:9080/?call=http://stars:9080/')}&token=xyz`;
    const { body } = await get(path, { ...trace, ...secrets, 'end-user': 'ada' });
    expect(body).not.toMatch(/xyz|session=1/);
    const front = JSON.parse(body) as Answer;
    const opinions = front.calls?.[0]?.answer;
    const stars = opinions?.calls?.[0]?.answer;
    expect([front, opinions, stars].map((answer) => answer?.pod)).toEqual([
      ...['front-v1-0', 'opinions-v2-0', 'stars-v1-0'],
    ]);
    expect(front.headers).toMatchObject({ authorization: '…', cookie: '…', 'x-auth-token': '…' });
    const traceId = trace.traceparent.slice(3, 35);
    for (const answer of [front, opinions, stars]) {
      expect(answer?.headers).toMatchObject({
        'x-b3-sampled': '1',
        'x-request-id': front.headers['x-request-id'],
      });
      expect(answer?.headers.traceparent).toContain(traceId);
    }
    expect(stars?.headers).not.toHaveProperty('authorization');
    expect(stars?.headers['x-forwarded-client-cert']).toContain(
      'URI=spiffe://cluster.local/ns/default/sa/opinions',
    );

    const called = await lab.run('call', '--from', 'stars-v1', 'http://catalog:9080/x', '--json');
    expect(called.code, called.stderr).toBe(0);
    expect(called.stdout).toContain('catalog/v1/catalog-v1-0');
    expect(await processesOf(lab)).toBe(1);
  });

  it('with gRPC, in one file: probes pass, and gRPC, HTTP and TCP are answered', async () => {
    const manifests = join(MESHES, 'shop/shop.yaml');
    const { code, stdout, stderr } = await up(manifests);
    expect(code, stdout + stderr).toBe(0);
    const urls = urlsOf(manifests);
    expect(urls).toHaveLength(12);
    expect((await callsFrom('/', urls)).filter((outcome) => !isAnswered(outcome))).toEqual([]);
  });

  it('with a Rollout: its pods run as those of a Deployment, and a finding says so', async () => {
    const manifests = join(MESHES, 'canary');
    const { code, stdout, stderr } = await up(manifests);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toContain(
      'info LAB0213 Rollout default/greeter runs all of its replicas from its template',
    );
    const urls = urlsOf(manifests);
    expect(urls).toHaveLength(2);
    const outcomes = await callsFrom('/', urls, { host: 'greeter.localhost' });
    expect(outcomes.filter((outcome) => !isAnswered(outcome))).toEqual([]);
    expect((await lab.pods()).filter(({ workload }) => workload === 'greeter')).toHaveLength(2);
  });

  it('with a StatefulSet whose pods call each other, a DaemonSet and a CronJob', async () => {
    const manifests = join(MESHES, 'store');
    const { code, stdout, stderr } = await up(manifests);
    expect(code, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/info LAB0215 .*store:7 .* leaves out command, args, lifecycle, readinessProbe/);
    expect(stdout).toContain('info LAB0216 the lab does not run CronJob default/compact');
    const urls = urlsOf(manifests).map((url) => url.replace('metrics', 'http'));
    expect(urls).toHaveLength(5);
    expect((await callsFrom('/', urls)).filter((outcome) => !isAnswered(outcome))).toEqual([]);
    // Its own pod is among those that the name of a headless Service stands for.
    for (const url of ['http://store:8091/', 'http://store:8092/']) {
      const called = await lab.run('call', '--from', 'store', url, '-n', '20', '--json');
      const { answers, failures } = JSON.parse(called.stdout) as {
        answers: readonly { status: number }[];
        failures: readonly unknown[];
      };
      expect({ failures, statuses: [...new Set(answers.map(({ status }) => status))] }).toEqual({
        ...{ failures: [], statuses: [200] },
      });
      const { stdout: explained } = await lab.run('explain', '--from', 'store', url);
      expect(explained).toContain('33.33% stay in the pod that calls');
      expect(explained).toContain('nothing refuses the request');
    }
    const inTurn = `call=${encodeURIComponent('http://store:8091/?call=http://store:8092/')}`;
    for (let round = 0; round < 6; round += 1) {
      const { body } = await get(`/?${inTurn}`);
      expect((JSON.parse(body) as Answer).calls?.[0]?.answer?.calls?.[0]).toMatchObject({ status: 200 });
    }
  });

  it('is refused with --no-stand-ins', async () => {
    const { code, stdout } = await up(join(MESHES, 'reading-room'), '--no-stand-ins');
    expect(code).toBe(1);
    expect(stdout).toContain(
      'error LAB0203 image registry.invalid/reading-room/catalog-v1:1.4 is not a build artifact',
    );
    expect(stdout).not.toContain('stand-ins answer');
  });
});

/** How many processes answer for the pods of a lab. */
async function processesOf({ pods }: TestLab): Promise<number> {
  const pids = (await pods()).flatMap(({ standIn, application }) => (standIn ? application?.pid : []));
  return new Set(pids).size;
}

describe('a stand-in', { timeout: 240_000 }, () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  it('calls nothing but Services of the mesh, whatever a request or a manifest names', async () => {
    const asked: string[] = [];
    const machine = createServer((incoming, response) => {
      asked.push(`${incoming.headers.host}${incoming.url}`);
      response.end('a program of this machine');
    });
    server = machine;
    await new Promise<void>((resolve) => machine.listen(0, '127.0.0.1', resolve));
    const { port } = machine.address() as AddressInfo;
    writeFileSync(join(folder, 'hostile.yaml'), hostile(port));
    const { code, stdout, stderr } = await up(join(folder, 'hostile.yaml'));
    expect(code, stdout + stderr).toBe(0);
    for (const [host, address] of [
      ['cache.example.com', '127.0.0.1'],
      ['meta.example.com', '169.254.169.254'],
      ['socket.example.com', 'unix:///var/run/docker.sock'],
      ['localhost', 'localhost'],
    ])
      expect(stdout).toMatch(new RegExp(`error LAB0214 endpoint ${address} of ${host} is`));
    const hosts = [
      '127.0.0.1',
      'localhost',
      '0.0.0.0',
      '[::1]',
      '2130706433',
      '0x7f000001',
      '127.1',
      'app.localhost',
    ];
    const others = ['cache.example.com', 'meta.example.com', 'alias.default', 'nowhere.example.com'];
    const urls = [...hosts, ...others].flatMap((host) => [
      `http://${host}:${port}/`,
      `grpc://${host}:${port}/`,
      `tcp://${host}:${port}`,
    ]);
    const own = (await lab.pods()).flatMap(({ addresses }) => Object.values(addresses.inbound));
    const outcomes = await callsFrom('/', [
      ...urls,
      ...own.map((address) => `http://${address}/`),
      'file:///etc/passwd',
      'http://169.254.169.254/latest',
    ]);
    expect(outcomes.map(({ error }) => error)).toEqual(
      outcomes.map(() => expect.stringMatching(/^refused: /)),
    );
    // What the configuration itself routes there finds no endpoint either.
    expect((await get('/loopback')).status).toBe(503);
    expect((await get('/socket')).status).toBe(503);
    const page = await get(`/?call=http://app:8080/`, { 'sec-fetch-site': 'cross-site' });
    expect((JSON.parse(page.body) as Answer).calls).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it('is slow, fails or is absent as it is told', async () => {
    const manifests = join(folder, 'faults.yaml');
    writeFileSync(manifests, WORKLOAD);
    expect((await up(manifests)).code).toBe(0);
    expect((await get('/', { 'x-stand-in-status': '418' })).status).toBe(418);
    const start = performance.now();
    expect((await get('/', { 'x-stand-in-delay': '300' })).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(290);
    expect((await get('/', { 'x-stand-in-reset': 'true' })).status).toBe(503);

    writeFileSync(manifests, WORKLOAD.replace('env: []', 'env: [{ name: FAULT_ERROR_RATE, value: "1" }]'));
    await expect.poll(async () => (await get('/')).status, { timeout: 60_000 }).toBe(500);
    writeFileSync(manifests, WORKLOAD.replace('env: []', 'env: [{ name: FAULT_ABSENT, value: "true" }]'));
    await expect.poll(async () => (await get('/')).status, { timeout: 60_000 }).toBe(503);
    writeFileSync(manifests, WORKLOAD);
    await expect.poll(async () => (await get('/')).status, { timeout: 60_000 }).toBe(200);
  });
});

const WORKLOAD = `
apiVersion: v1
kind: Service
metadata: { name: app }
spec: { selector: { app: app }, ports: [{ name: http, port: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec: { containers: [{ name: app, image: registry.invalid/app, ports: [{ containerPort: 8080 }], env: [] }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: app }
spec: { selector: { istio: ingressgateway }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: app }
spec:
  hosts: ["*"]
  gateways: [app]
  http:
  - match: [{ uri: { prefix: /loopback } }]
    route: [{ destination: { host: cache.example.com } }]
  - match: [{ uri: { prefix: /socket } }]
    route: [{ destination: { host: socket.example.com } }]
  - route: [{ destination: { host: app.default.svc.cluster.local, port: { number: 8080 } } }]
    retries: { attempts: 0 }
`;

/** Manifests that try to have a program of this machine called; `port` is its port. */
function hostile(port: number): string {
  const entry = (host: string, address: string) => `---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${host.replaceAll('.', '-')} }
spec:
  hosts: [${host}]
  resolution: STATIC
  location: MESH_INTERNAL
  ports: [{ number: ${address.startsWith('unix') ? 80 : port}, name: http, protocol: HTTP }]
  endpoints: [{ address: "${address}" }]
`;
  const probe = `readinessProbe: { httpGet: { port: ${port}, path: /probed } }`;
  return `${WORKLOAD.replace('env: []', probe)}${entry('cache.example.com', '127.0.0.1')}${entry('meta.example.com', '169.254.169.254')}${entry(
    'socket.example.com',
    'unix:///var/run/docker.sock',
  )}---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: localhost }
spec:
  hosts: [localhost]
  resolution: DNS
  ports: [{ number: ${port}, name: http, protocol: HTTP }]
---
apiVersion: v1
kind: Service
metadata: { name: alias }
spec: { type: ExternalName, externalName: localhost, ports: [{ name: http, port: ${port} }] }
`;
}
