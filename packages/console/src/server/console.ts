import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configurationDesk } from '../configuration/desk.ts';
import { createFeed, type Feed } from '../feed/feed.ts';
import { createLoadDesk } from '../load/load-desk.ts';
import { answerApi } from './api.ts';
import { connectPage } from './connect-page.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import { admit, CONSOLE_HOST, type GuardRules } from './guard.ts';
import { SECURITY_HEADERS } from './headers.ts';
import { createPage, type Page } from './page.ts';
import type { ApiRequest } from './route.ts';
import { refuse, sendAsset, sendPage } from './send.ts';
import type { ConsoleSource, MeshEvent } from './source.ts';

/** TCP port on 127.0.0.1 that the console has where it is free. */
const USUAL_PORT = 8090;

export interface ConsoleOptions {
  /** A port that something else is about to take: the gateway's. */
  readonly avoid?: number;
  /** What a person runs for the address: `./lab console` without. */
  readonly command?: string;
  /** Told of what nobody has foreseen: a page says that it happened, and this may say where. */
  readonly onError?: (error: unknown) => void;
}

/** A mesh, and what the console does with it. */
interface Shown extends Pick<ApiRequest, 'source' | 'loads' | 'configuration'> {
  readonly feed: Feed;
}

/** The console's server on this machine. */
export interface RunningConsole {
  /** `http://console.localhost:8090` */
  readonly address: string;
  /** The address that lets a browser in. */
  readonly entrance: string;
  /** Answers about this mesh from now on; until then the console says that the lab is starting. */
  show(source: ConsoleSource): void;
  /** Takes note of what happens to the mesh. */
  tell(event: MeshEvent): void;
  close(): Promise<void>;
}

/**
 * Starts the console on 127.0.0.1, at port 8090 or else at any that is free.
 *
 * @throws the system's error when no port can be had
 */
export async function startConsole({
  avoid,
  command = './lab console',
  onError = () => {},
}: ConsoleOptions = {}): Promise<RunningConsole> {
  const token = randomBytes(24).toString('hex');
  const page = createPage();
  let shown: Shown | undefined;
  const stream = createEventStream((pages) => {
    if (pages > 0) shown?.feed.start();
    else shown?.feed.stop();
  });
  let rules: GuardRules = { port: 0, token, command };
  const server = createServer((request, response) => {
    respond(request, response, { rules, page, stream, shown, onError }).catch((error) => {
      onError(error);
      response.destroy();
    });
  });
  rules = { port: await listen(server, avoid), token, command };
  const address = `http://${CONSOLE_HOST}:${rules.port}`;
  return {
    address,
    entrance: `${address}/?token=${token}`,
    show: (source) => {
      const loads = createLoadDesk(stream.send, onError);
      const feed = createFeed(source, { command, send: stream.send, load: () => loads.state });
      source.lessons?.onChange(() => void tellLesson(source, stream));
      shown = { source, loads, feed, configuration: configurationDesk(source) };
    },
    tell: (event) => {
      shown?.configuration.tell(event);
      shown?.feed.tell(event);
    },
    close: () => {
      shown?.loads.stop();
      stream.close();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What requests are answered from. */
interface Desk {
  readonly rules: GuardRules;
  readonly page: Page;
  readonly stream: EventStream;
  readonly shown: Shown | undefined;
  readonly onError: (error: unknown) => void;
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { rules, page, stream, shown, onError }: Desk,
): Promise<void> {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  const admission = admit(request, rules);
  if (admission.kind === 'refused') return refuse(request, response, admission);
  if (admission.kind === 'entering') {
    response.writeHead(302, { location: admission.location, 'set-cookie': [...admission.cookies] }).end();
    return undefined;
  }
  const path = new URL(`http://${CONSOLE_HOST}${request.url}`).pathname;
  if (path === '/api/events') return connectPage(response, stream, shown?.feed);
  if (path.startsWith('/api/')) return answerApi(request, response, shown, onError);
  if (path.startsWith('/assets/')) return sendAsset(request, response, page.asset(path));
  return sendPage(request, response, page.html());
}

/** Between two looks at everything: a check that has passed is shown at once. If it cannot be read, the next look says why. */
async function tellLesson({ lessons }: ConsoleSource, stream: EventStream): Promise<void> {
  const data = stream.pages > 0 ? await lessons?.state().catch(() => undefined) : undefined;
  if (data) stream.send({ name: 'lesson', data });
}

/** The usual port, or any other one that is not to be avoided. */
async function listen(server: Server, avoid: number | undefined): Promise<number> {
  for (const port of USUAL_PORT === avoid ? [0, 0] : [USUAL_PORT, 0, 0]) {
    const had = await listenAt(server, port).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) return undefined;
      throw error;
    });
    if (had !== undefined && had !== avoid) return had;
    if (had !== undefined) await new Promise((resolve) => server.close(resolve));
  }
  throw new Error('no port for the console is free');
}

function listenAt(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
