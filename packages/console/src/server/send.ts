import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Asset } from './bundle.ts';
import type { Refusal } from './guard.ts';

/** Answers with a sentence why not. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, message, cookie }: Omit<Refusal, 'kind'>,
): void {
  // What was not read of a refused request must not be taken for the next one.
  if (!request.complete) response.setHeader('connection', 'close');
  if (cookie !== undefined) response.setHeader('set-cookie', cookie);
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${message}\n`);
}

/** Sends the page; one that cannot be built says why. */
export async function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  html: Promise<Asset>,
): Promise<void> {
  try {
    response.setHeader('cache-control', 'no-cache');
    sendFile(request, response, await html);
  } catch (error) {
    const message = `The page of the console cannot be built: ${(error as Error).message}`;
    refuse(request, response, { status: 500, message });
  }
}

/** Sends a file of the page, which never changes. */
export function sendAsset(
  request: IncomingMessage,
  response: ServerResponse,
  asset: Asset | undefined,
): void {
  if (asset) {
    response.setHeader('cache-control', 'private, max-age=31536000, immutable');
    sendFile(request, response, asset);
  } else {
    refuse(request, response, { status: 404, message: 'There is no such file. Reload the page.' });
  }
}

function sendFile(
  { headers }: IncomingMessage,
  response: ServerResponse,
  { type, bytes, gzipped }: Asset,
): void {
  const isGzip = /\bgzip\b/.test(String(headers['accept-encoding']));
  response.writeHead(200, {
    'content-type': type,
    vary: 'accept-encoding',
    ...(isGzip && { 'content-encoding': 'gzip' }),
  });
  response.end(isGzip ? gzipped : bytes);
}
