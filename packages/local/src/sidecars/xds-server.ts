import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Http2Server, type Http2ServerRequest, type ServerHttp2Session } from 'node:http2';
import { readJson } from '../read-json.ts';
import type { XdsCache } from './xds-cache.ts';
import { subscriptionKey } from './xds-resources.ts';

/** What the server reads of an envoy.service.discovery.v3.DiscoveryRequest. */
interface DiscoveryRequest {
  readonly node?: { readonly id?: string };
  readonly version_info?: string;
  readonly resource_names?: readonly string[];
}

export interface XdsServer {
  /**
   * The listening socket. An Envoy that holds it open as well still connects when the lab was killed, and waits
   * for an answer; refused, it would try again for each subscription ten times a second, each time with 70 KB that
   * name all its extensions.
   */
  readonly listeningFd: number;
  close(): void;
}

const PATH = /^\/v3\/discovery:(clusters|listeners|routes|endpoints)$/;

/**
 * Serves one Envoy its configuration over REST xDS (Envoy documentation, "xDS REST and gRPC protocol": REST
 * endpoints) on a Unix socket, with long polling: a request is answered when there is something new, or with 304.
 * A request of any other node gets 404.
 *
 * @throws the system's error when the socket cannot be made
 */
export async function serveXds(socketPath: string, nodeId: string, cache: XdsCache): Promise<XdsServer> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer(async (request, response) => {
    const closed = new AbortController();
    response.on('close', () => closed.abort());
    const { status, body } = await answer(request, nodeId, cache, closed.signal);
    if (closed.signal.aborted) return;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body);
  });
  server.on('session', (session) => {
    sessions.add(session);
    // A peer that is killed in the middle of a request is no failure of the lab's.
    session.on('error', () => session.destroy());
    session.on('close', () => sessions.delete(session));
  });
  rmSync(socketPath, { force: true });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(socketPath, resolve));
  chmodSync(socketPath, 0o600);
  return {
    listeningFd: listeningFd(server),
    close: () => {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}

/** Node has no public name for it (nodejs/node: net.Server `_handle`). */
function listeningFd(server: Http2Server): number {
  return (server as unknown as { readonly _handle: { readonly fd: number } })._handle.fd;
}

interface Answer {
  readonly status: 200 | 304 | 400 | 404;
  readonly body: string;
}

async function answer(
  request: Http2ServerRequest,
  nodeId: string,
  cache: XdsCache,
  signal: AbortSignal,
): Promise<Answer> {
  const [, type] = PATH.exec(request.url) ?? [];
  if (request.method !== 'POST' || !type) return { status: 404, body: '' };
  const asked = await readJson(request).catch(() => undefined);
  if (typeof asked !== 'object' || asked === null) return { status: 400, body: '' };
  const { node, version_info: known = '', resource_names: names = [] } = asked as DiscoveryRequest;
  if (node?.id !== nodeId) return { status: 404, body: '' };
  const offer = await cache.poll(subscriptionKey(type, names[0]), known, signal);
  if (!offer) return { status: 304, body: '' };
  const version = JSON.stringify(offer.version);
  return { status: 200, body: `{"version_info":${version},"resources":${offer.resources}}` };
}
