import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { type Handler, type RunningService, serve } from './serve.ts';

const identity = { service: 'backend', version: 'stable', pod: 'backend-stable-1', namespace: 'backend' };
const running: RunningService[] = [];
const agents: Agent[] = [];

afterEach(async () => {
  for (const agent of agents.splice(0)) agent.destroy();
  await Promise.all(running.splice(0).map((service) => service.stop()));
  for (const signal of ['SIGTERM', 'SIGINT']) process.removeAllListeners(signal);
});

async function start(
  handler: Handler,
  env: NodeJS.ProcessEnv = {},
  lines: string[] = [],
): Promise<RunningService> {
  const logger = pino({ base: null }, { write: (line) => lines.push(line) });
  const service = await serve(handler, {
    identity,
    logger,
    defaultPort: 0,
    env: { HOST: '127.0.0.1', TERMINATION_GRACE_SECONDS: '5', ...env },
  });
  running.push(service);
  return service;
}

/** One keep-alive connection, which `fetch` does not let a test hold on to. */
function connection(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  agents.push(agent);
  return async (path: string): Promise<{ response: IncomingMessage; body: string }> => {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest({ agent, port, path, host: '127.0.0.1' }, resolve).on('error', reject).end();
    });
    return { response, body: (await response.toArray()).join('') };
  };
}

/** A handler whose answers wait until the test lets them go. */
function gate() {
  const entered = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const handler: Handler = async (_request, response) => {
    entered.resolve();
    await opened.promise;
    response.end('done');
  };
  return { handler, entered: entered.promise, open: () => opened.resolve() };
}

describe('serve', () => {
  it('says who served, and answers probes without the handler', async () => {
    const { port } = await start((_request, response) => void response.writeHead(418).end());
    const get = connection(port);
    const served = await get('/x');
    expect(served.response.statusCode).toBe(418);
    expect(served.response.headers['x-served-by']).toBe('backend/stable/backend-stable-1');
    expect((await get('/healthz')).response.statusCode).toBe(200);
    expect((await get('/readyz?verbose')).body).toBe('{"status":"ok"}');
  });

  it('says that it is not ready after so many probes where it was told to, and serves', async () => {
    const { port } = await start((_request, response) => void response.end('served'), {
      FAULT_UNREADY_AFTER: '1',
    });
    const get = connection(port);
    expect((await get('/readyz')).response.statusCode).toBe(200);
    expect((await get('/readyz')).body).toBe('{"status":"FAULT_UNREADY_AFTER is set"}');
    expect((await get('/healthz')).response.statusCode).toBe(200);
    expect((await get('/x')).body).toBe('served');
  });

  it('resets an idle connection at its next request where it was told to, and takes a new one', async () => {
    const { port } = await start((_request, response) => void response.end('served'), {
      FAULT_IDLE_RESET_MS: '0.001',
    });
    const get = connection(port);
    expect((await get('/x')).body).toBe('served');
    await expect(get('/x')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect((await get('/x')).body).toBe('served');
  });

  it('logs a line a request, but not for probes', async () => {
    const lines: string[] = [];
    const { port } = await start((_request, response) => void response.end('{}'), {}, lines);
    const get = connection(port);
    await get('/healthz');
    await get('/x?secret=1');
    await expect.poll(() => lines.length).toBe(2);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ method: 'GET', path: '/x', status: 200 });
  });

  it('answers a problem for what the handler throws', async () => {
    const { port } = await start(async () => {
      throw new Error('unexpected');
    });
    const { response, body } = await connection(port)('/x');
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status: 500, instance: '/x' });
  });

  it('misbehaves when told to, but stays alive for probes', async () => {
    const { port } = await start((_request, response) => void response.end(), { FAULT_ERROR_RATE: '1' });
    const get = connection(port);
    expect((await get('/x')).response.statusCode).toBe(500);
    expect((await get('/readyz')).response.statusCode).toBe(200);
  });

  it('does not serve a caller who has gone during the delay', async () => {
    const lines: string[] = [];
    let served = 0;
    const handler: Handler = (_request, response) => {
      served += 1;
      response.end();
    };
    const { port } = await start(handler, { FAULT_DELAY_MS: '200' }, lines);
    const outgoing = httpRequest({ port, path: '/x', host: '127.0.0.1', agent: false }).on('error', () => {});
    outgoing.end();
    outgoing.once('socket', (socket) =>
      socket.once('connect', () => setTimeout(() => outgoing.destroy(), 50)),
    );
    await expect.poll(() => lines.some((line) => line.includes('caller gone'))).toBe(true);
    // A later request has waited out the delay: the first one's is over, too.
    await connection(port)('/y');
    expect(served).toBe(1);
  });

  it('keeps an idle connection longer than Envoy does', async () => {
    const { server } = await start((_request, response) => void response.end());
    expect(server.keepAliveTimeout).toBeGreaterThan(3_600_000);
  });

  it('refuses a setting it cannot use', async () => {
    await expect(start(() => {}, { TERMINATION_GRACE_SECONDS: 'soon' })).rejects.toThrow(
      'TERMINATION_GRACE_SECONDS',
    );
  });
});

describe('stop', () => {
  it('finishes what is in flight, tells its caller to go, and takes no new connection', async () => {
    const { handler, entered, open } = gate();
    const service = await start(handler);
    const answer = connection(service.port)('/slow');
    await entered;
    const stopped = service.stop();
    await expect.poll(() => service.server.listening).toBe(false);
    await expect(connection(service.port)('/x')).rejects.toThrow('ECONNREFUSED');
    open();
    const { response, body } = await answer;
    expect(body).toBe('done');
    expect(response.headers.connection).toBe('close');
    expect(await stopped).toBe(true);
  });

  it('is not ready but goes on serving during the drain delay', async () => {
    const service = await start((_request, response) => void response.end('served'), {
      DRAIN_DELAY_MS: '300',
    });
    const stopped = service.stop();
    expect((await connection(service.port)('/readyz')).response.statusCode).toBe(503);
    expect((await connection(service.port)('/healthz')).response.statusCode).toBe(200);
    const { response, body } = await connection(service.port)('/x');
    expect(body).toBe('served');
    expect(response.headers.connection).toBe('close');
    expect(await stopped).toBe(true);
  });

  it('does not wait for connections on which nothing has been asked', async () => {
    const service = await start((_request, response) => void response.end());
    const accepted = once(service.server, 'connection');
    const silent = connect(service.port, '127.0.0.1').on('error', () => {});
    await accepted;
    expect(await service.stop()).toBe(true);
    silent.destroy();
  });

  it('does not wait for idle connections', async () => {
    const service = await start((_request, response) => void response.end());
    await connection(service.port)('/x');
    const startedAt = performance.now();
    expect(await service.stop()).toBe(true);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it('cuts what is not finished within the grace period, and says so', async () => {
    const { handler, entered } = gate();
    const service = await start(handler, { TERMINATION_GRACE_SECONDS: '0.2' });
    const answer = connection(service.port)('/hung').catch((error: Error) => error);
    await entered;
    expect(await service.stop()).toBe(false);
    expect(await answer).toBeInstanceOf(Error);
  });
});
