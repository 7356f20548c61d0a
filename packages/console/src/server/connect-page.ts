import type { ServerResponse } from 'node:http';
import type { Feed } from '../feed/feed.ts';
import type { EventStream } from './event-stream.ts';

/**
 * Answers a page with the stream of events, which begins with the present state. Where there is none yet, the page is told to
 * come again: a browser does so by itself after an answer that ends, and never after an error.
 */
export async function connectPage(
  response: ServerResponse,
  stream: EventStream,
  feed: Feed | undefined,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  // A page that is loaded again closes its stream while it opens the next one.
  const arrived = stream.expect();
  const state = await feed?.state().catch(() => undefined);
  arrived();
  if (state && stream.connect(response, state)) return;
  response.end('retry: 1000\n\n');
  if (stream.pages === 0) feed?.stop();
}
