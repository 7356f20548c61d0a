import { createLogger, readIdentity, serve } from '@lab/service-kit';
import { createApp } from '@lab/service-kit/express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echoEndpoint } from './echo-endpoint.ts';

const identity = readIdentity({ APP_VERSION: 'canary' }, 'new-service');
let service: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  const logger = createLogger(identity);
  logger.level = 'silent';
  const options = { identity, logger, defaultPort: 0, env: { HOST: '127.0.0.1' } };
  service = await serve(createApp(echoEndpoint(), { identity, logger }), options);
});
afterAll(async () => {
  await service.stop();
  for (const signal of ['SIGTERM', 'SIGINT']) process.removeAllListeners(signal);
});

function post(body: unknown): Promise<Response> {
  return fetch(`http://127.0.0.1:${service.port}/echo`, {
    method: 'POST',
    // Not kept open: the service drains at its stop.
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify(body),
  });
}

describe('POST /echo', () => {
  it('answers with the item, trimmed, and says which version answers', async () => {
    const response = await post({ item: ' jar ' });
    expect(response.status).toBe(200);
    const hop = { service: 'new-service', version: 'canary' };
    expect(await response.json()).toMatchObject({ item: 'jar', hops: [hop] });
  });

  it('points at what is wrong with the input', async () => {
    const response = await post({ item: '' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/item' }] });
  });
});
