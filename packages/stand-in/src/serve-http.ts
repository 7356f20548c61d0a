import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  createServer as createHttp2,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { answerTo, identityHeaders, type StandInContext } from './answer.ts';
import { answerGrpc, isGrpc } from './serve-grpc.ts';

/** Where a connection came to. */
export interface Arrival {
  readonly context: StandInContext;
  /** Container port. */
  readonly port: number;
}

/** Takes connections over whose protocol is known by now, with what has been read of them put back. */
export interface HttpServers {
  takeHttp1(socket: Socket, arrival: Arrival): void;
  takeHttp2(socket: Socket, arrival: Arrival): void;
}

/** One server for HTTP/1.1 and one for HTTP/2, which all pods have in common. */
export function httpServers(): HttpServers {
  const arrivals = new WeakMap<Socket | Http2Session, Arrival>();
  let arriving: Arrival | undefined;
  // A sidecar keeps its connections: what ends one that is idle makes its next request fail.
  const http1 = createHttp1({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
    const arrival = arrivals.get(request.socket);
    if (arrival) void answerHttp1(request, response, arrival);
    else response.destroy();
  });
  const http2 = createHttp2();
  http2.on('session', (session) => {
    if (arriving) arrivals.set(session, arriving);
    session.on('error', () => {});
  });
  http2.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    const arrival = stream.session && arrivals.get(stream.session);
    if (arrival) void answerHttp2(stream, headers, arrival);
    else stream.close();
  });
  return {
    takeHttp1: (socket, arrival) => {
      arrivals.set(socket, arrival);
      http1.emit('connection', socket);
    },
    // The session is announced before `emit` returns.
    takeHttp2: (socket, arrival) => {
      arriving = arrival;
      http2.emit('connection', socket);
      arriving = undefined;
    },
  };
}

async function answerHttp1(
  request: IncomingMessage,
  response: ServerResponse,
  { context, port }: Arrival,
): Promise<void> {
  request.resume();
  const { method = 'GET', url: path = '/', headers, httpVersion } = request;
  const answer = await answerTo({ protocol: `HTTP/${httpVersion}`, method, path, headers, port }, context);
  if (!answer) return void request.socket.destroy();
  response.writeHead(answer.status, { ...identityHeaders(context), ...JSON_HEADERS });
  response.end(textOf(answer.body));
}

async function answerHttp2(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  { context, port }: Arrival,
): Promise<void> {
  const { ':method': method = 'GET', ':path': path = '/' } = headers;
  const request = { protocol: 'HTTP/2', method: String(method), path: String(path), headers, port };
  if (isGrpc(headers)) return answerGrpc(stream, request, context);
  stream.resume();
  const answer = await answerTo(request, context);
  if (stream.destroyed) return;
  if (!answer) return stream.close(2);
  stream.respond({ ':status': answer.status, ...identityHeaders(context), ...JSON_HEADERS });
  stream.end(textOf(answer.body));
}

const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

function textOf(body: object): string {
  return `${JSON.stringify(body, undefined, 2)}\n`;
}
