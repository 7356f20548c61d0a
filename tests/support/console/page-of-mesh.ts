import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bundlePage } from '@lab/console';
import type {
  ConsoleEventName,
  ConsoleEvents,
  MeshPicture,
  TimelineEntry,
} from '../../../packages/console/src/protocol.ts';

/** The console's page without a lab: a server with its files, and a stream that tells of one made-up mesh. */
export interface PageOfMesh {
  readonly address: string;
  close(): Promise<void>;
}

export interface MadeUp {
  readonly timeline?: readonly TimelineEntry[];
  /** By path: what the server answers, as JSON. */
  readonly answers?: Readonly<Record<string, unknown>>;
}

/** @param calls made in the last seconds, by edge: how many, and how many of them failed */
export async function servePageOfMesh(
  mesh: MeshPicture,
  calls: ReadonlyMap<string, { readonly count: number; readonly failed: number }>,
  { timeline = [], answers = {} }: MadeUp = {},
): Promise<PageOfMesh> {
  const { html, assets } = await bundlePage();
  const edges = [...calls].map(([edge, { count, failed }]) => ({
    ...{ edge, version: 'stable', count, failed, durationsMs: [4, 9] },
    ...{ statuses: { 200: count - failed, 503: failed }, flags: {} },
  }));
  const server = createServer(({ url = '/' }, response) => {
    const path = new URL(url, 'http://127.0.0.1').pathname;
    if (path === '/api/events') {
      const now = Date.now();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(
        [
          event('hello', { now, command: './lab console', windowMs: 10_000, hosts: [] }),
          event('mesh', mesh),
          event('traffic', { at: now, edges }),
          event('timeline', timeline),
        ].join(''),
      );
      return;
    }
    if (path in answers) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers[path]));
      return;
    }
    const { type, bytes } = assets.get(path) ?? html;
    response.writeHead(200, { 'content-type': type }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, () => resolve()));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function event<Name extends ConsoleEventName>(name: Name, data: ConsoleEvents[Name]): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
