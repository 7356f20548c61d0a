import type { IncomingMessage, ServerResponse } from 'node:http';
import { LabError } from '@lab/errors';
import { InvalidRequestError } from '@lab/mesh-client';
import { CONSOLE_HOST } from './guard.ts';
import { problemOf } from './problem.ts';
import type { ApiRequest } from './route.ts';
import { findRoute } from './routes.ts';

/** Bytes of a POST's body at most. */
const LONGEST_BODY = 1024 * 1024;

/**
 * Answers a request to the API with JSON; what cannot be done is a problem.
 *
 * @param onError told of what nobody has foreseen
 */
export async function answerApi(
  request: IncomingMessage,
  response: ServerResponse,
  shown: Pick<ApiRequest, 'source' | 'loads' | 'configuration'> | undefined,
  onError: (error: unknown) => void,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  try {
    const { pathname, searchParams } = new URL(`http://${CONSOLE_HOST}${request.url}`);
    const found = findRoute(request.method ?? '', pathname);
    if (!found) return send(response, 404, { error: `the console has no ${request.method} ${pathname}` });
    if (!shown) throw starting();
    const { route, rest } = found;
    const body = request.method === 'POST' ? await readBody(request) : undefined;
    send(response, 200, await route({ ...shown, query: searchParams, rest, body, signal: gone.signal }));
  } catch (error) {
    const { status, problem } = problemOf(error);
    if (status === 500 && !response.destroyed) onError(error);
    send(response, status, problem);
  }
}

function starting(): LabError {
  return new LabError('LAB_NOT_UP', 'the lab is starting', 'Wait until its pods are ready.');
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const tooLong = new InvalidRequestError(`a body has at most ${LONGEST_BODY} bytes`);
  if (Number(request.headers['content-length']) > LONGEST_BODY) throw tooLong;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LONGEST_BODY) throw tooLong;
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    throw new InvalidRequestError(`the body is not JSON: ${(error as Error).message}`);
  }
}

function send(response: ServerResponse, status: number, value: unknown): void {
  if (response.destroyed) return;
  // What cannot be written as JSON fails here, where a problem can still be sent in its place.
  const text = JSON.stringify(value ?? null);
  // What was not read of a request must not be taken for the next one.
  if (!response.req.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(text);
}
