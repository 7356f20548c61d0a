import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { readJson } from '../read-json.ts';
import { type Failure, failureOf } from './failure.ts';

/** What the running lab answers to, by name. Parameters and results are plain JSON. */
export type ControlHandlers = Readonly<Record<string, (params: never) => unknown>>;

/**
 * Answers `POST /METHOD` with a JSON body on a Unix socket that only its owner may open: no web page and no
 * other user reaches it.
 *
 * @returns a function that closes it
 */
export async function serveControl(
  socketPath: string,
  handlers: ControlHandlers,
): Promise<() => Promise<void>> {
  const server = createServer(async (request, response) => {
    const answer = await dispatch(request, handlers);
    response.writeHead('failure' in answer ? 400 : 200, {
      'content-type': 'application/json',
      connection: 'close',
    });
    response.end(JSON.stringify(answer));
  });
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socketPath, resolve));
  chmodSync(socketPath, 0o600);
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
}

async function dispatch(
  request: IncomingMessage,
  handlers: ControlHandlers,
): Promise<{ result: unknown } | { failure: Failure }> {
  try {
    const method = request.url?.slice(1) ?? '';
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
    if (!handler) {
      const remedy = 'The running lab is of another version. Restart it: `./lab down`, then `./lab up`.';
      return { failure: { code: 'CONTROL', message: `the running lab has no method ${method}`, remedy } };
    }
    return { result: (await handler((await readJson(request)) as never)) ?? null };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
