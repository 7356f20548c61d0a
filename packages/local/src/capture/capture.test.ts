import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const PRELOAD = join(import.meta.dirname, 'capture.cjs');

let folder: string;
let mesh: Server;
let port: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'capture-'));
  // Stands for the sidecar: says which Host it was sent.
  mesh = createServer((request, response) => response.end(`mesh ${request.headers.host}`));
  mesh.listen(0, '127.0.0.1');
  await new Promise((resolve) => mesh.once('listening', resolve));
  port = (mesh.address() as { port: number }).port;
});

afterEach(() => {
  mesh.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a program with the preload. Returns what it printed. */
async function run(program: string, map: object, type: 'module' | 'commonjs' = 'module'): Promise<string> {
  const file = join(folder, 'capture.json');
  writeFileSync(file, JSON.stringify({ connect: {}, listen: {}, ...map }));
  const env = { PATH: process.env.PATH, NODE_OPTIONS: `--require ${PRELOAD}`, LAB_CAPTURE: file };
  const args = [`--input-type=${type}`, '-e', program];
  return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim();
}

const services = () => ({ connect: { 'backend-service.backend:8080': [`127.0.0.1:${port}`] } });

test.each([
  ['fetch', `console.log(await (await fetch('http://backend-service.backend:8080/')).text())`],
  ['fetch, upper case', `console.log(await (await fetch('http://Backend-Service.Backend:8080/')).text())`],
  [
    'http.get with an agent',
    `import http from 'node:http'; const agent = new http.Agent({ keepAlive: false });
     http.get('http://backend-service.backend:8080/', { agent }, (r) => r.setEncoding('utf8').on('data', console.log));`,
  ],
  [
    'net.connect(port, host)',
    `import net from 'node:net'; const s = net.connect(8080, 'backend-service.backend');
     s.end('GET / HTTP/1.0\\r\\nHost: backend-service.backend:8080\\r\\n\\r\\n');
     s.setEncoding('utf8').on('data', (t) => console.log(t.split('\\r\\n\\r\\n')[1]));`,
  ],
  [
    'socket.connect(port, host, listener)',
    `import net from 'node:net'; const s = new net.Socket();
     s.connect(8080, 'backend-service.backend', () => s.end('GET / HTTP/1.0\\r\\nHost: backend-service.backend:8080\\r\\n\\r\\n'));
     s.setEncoding('utf8').on('data', (t) => console.log(t.split('\\r\\n\\r\\n')[1]));`,
  ],
])('%s follows, and the Host stays', async (_, program) => {
  expect((await run(program, services())).toLowerCase()).toBe('mesh backend-service.backend:8080');
});

test('another port of the same name is left alone', async () => {
  const program = `try { await fetch('http://backend-service.backend:8081/') } catch (e) { console.log(e.cause.code) }`;
  expect(await run(program, services())).toMatch(/ENOTFOUND|EAI_AGAIN/);
});

test('a socket with a path is left alone', async () => {
  const path = join(folder, 'own.sock');
  const other = createTcpServer((socket) => socket.end('own')).listen(path);
  try {
    const program = `import net from 'node:net'; net.connect({ path: ${JSON.stringify(path)} }).setEncoding('utf8').on('data', console.log)`;
    expect(await run(program, services())).toBe('own');
  } finally {
    other.close();
  }
});

test.each([
  ['listen(port)', 'server.listen(3000, done)'],
  ['listen("port")', 'server.listen("3000", done)'],
  ['listen(port, host)', `server.listen(3000, '0.0.0.0', done)`],
  ['listen(options)', `server.listen({ port: 3000, host: '::' }, done)`],
])('%s becomes the allotted loopback port', async (_, call) => {
  const free = createTcpServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const allotted = (free.address() as { port: number }).port;
  await new Promise((resolve) => free.close(resolve));
  const program = `import net from 'node:net'; const server = net.createServer();
    const done = () => { const a = server.address(); console.log(a.address, a.port); server.close(); };
    ${call};`;
  expect(await run(program, { listen: { 3000: `127.0.0.1:${allotted}` } })).toBe(`127.0.0.1 ${allotted}`);
});

test('a port that the pod does not declare listens on loopback too', async () => {
  const program = `import net from 'node:net'; const server = net.createServer();
    server.listen(() => { console.log(server.address().address); server.close(); });`;
  expect(await run(program, {})).toBe('127.0.0.1');
});

test.each(['localhost', '127.0.0.1'])('what the pod listens on is reached by itself at %s', async (host) => {
  const program = `console.log(await (await fetch('http://${host}:3000/')).text())`;
  expect(await run(program, { listen: { 3000: `127.0.0.1:${port}` } })).toBe(`mesh ${host}:3000`);
});

test('a replaced map is seen by a running process', async () => {
  const program = `import { renameSync, writeFileSync } from 'node:fs';
    const path = process.env.LAB_CAPTURE;
    writeFileSync(path + '.tmp', JSON.stringify({ connect: { 'late.ns:80': ['127.0.0.1:${port}'] }, listen: {} }));
    renameSync(path + '.tmp', path);
    await new Promise((r) => setTimeout(r, 150));
    console.log(await (await fetch('http://late.ns/')).text());`;
  expect(await run(program, {})).toBe('mesh late.ns');
});

test('TLS follows, and asks for the name that was dialled', async () => {
  // The first bytes of a handshake have the server's name in them.
  let named = false;
  const names = createTcpServer((socket) =>
    socket.once('data', (hello) => {
      named = hello.includes('backend-service.backend');
      socket.end('no TLS');
    }),
  ).listen(0, '127.0.0.1');
  await new Promise((resolve) => names.once('listening', resolve));
  const { port: own } = names.address() as { port: number };
  try {
    const program = `import https from 'node:https';
      https.get('https://backend-service.backend:8443/').on('error', (e) => console.log(e.code));`;
    const map = { connect: { 'backend-service.backend:8443': [`127.0.0.1:${own}`] } };
    expect(await run(program, map)).toBe('EPROTO');
    expect(named).toBe(true);
  } finally {
    names.close();
  }
});

const fetchCode = (url: string) =>
  `try { console.log(await (await fetch('${url}')).text()) } catch (e) { console.log(e.cause.code) }`;

describe('where hosts that the mesh does not know are refused', () => {
  const refusing = () => ({
    otherwise: { ports: { 80: `127.0.0.1:${port}` }, any: '127.0.0.1:1', excluded: [8082] },
  });

  test('a port that has a listener leads there, and the Host stays', async () => {
    expect(await run(fetchCode('http://unknown.example/'), refusing())).toBe('mesh unknown.example');
  });

  test('any other port leads to what refuses', async () => {
    expect(await run(fetchCode('http://unknown.example:8081/'), refusing())).toBe('ECONNREFUSED');
  });

  test("another pod's address is no host that the mesh knows", async () => {
    expect(await run(fetchCode('http://127.9.9.9/'), refusing())).toBe('mesh 127.9.9.9');
  });

  test('a port that is excluded is dialled', async () => {
    expect(await run(fetchCode('http://unknown.invalid:8082/'), refusing())).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  test.each(['localhost', '127.0.0.1'])('%s is the pod itself', async (host) => {
    expect(await run(fetchCode(`http://${host}:${port}/`), refusing())).toBe(`mesh ${host}:${port}`);
  });
});

test("a call to another pod's address at a port of one's own goes to that pod", async () => {
  const place = { listen: { [port]: '127.0.0.1:1' } };
  expect(await run(fetchCode(`http://127.0.0.1:${port}/`), place)).toBe('ECONNREFUSED');
  // 127.0.0.2 stands for the other pod; nobody listens there.
  expect(
    await run(fetchCode(`http://127.0.0.2:${port}/`), { listen: { [port]: `127.0.0.1:${port}` } }),
  ).toMatch(/ECONNREFUSED|EADDRNOTAVAIL|ETIMEDOUT/);
});
