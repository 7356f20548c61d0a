import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { answerTo, identityHeaders, type StandInContext, type StandInRequest } from './answer.ts';
import { CHECK_PATH, servingResponse, WATCH_PATH } from './grpc-health.ts';

/** Status codes of gRPC for those of HTTP (gRPC documentation, "HTTP to gRPC Status Code Mapping"); 2 is UNKNOWN. */
const OF_HTTP: Readonly<Record<number, number>> = {
  ...{ 200: 0, 400: 13, 401: 16, 403: 7, 404: 12 },
  ...{ 429: 14, 502: 14, 503: 14, 504: 14 },
};
const UNKNOWN = 2;

/** Whether a request of HTTP/2 is a call of gRPC (gRPC over HTTP/2, "Content-Type"). */
export function isGrpc({ 'content-type': type = '' }: IncomingHttpHeaders): boolean {
  return /^application\/grpc(\+|;|$)/.test(type);
}

/**
 * Answers a call: `grpc.health.v1.Health` with SERVING, and every other method with the messages that it was sent, one by one as
 * they come. Nothing is known of their types. The metadata says which pod answered.
 */
export async function answerGrpc(
  stream: ServerHttp2Stream,
  request: StandInRequest,
  context: StandInContext,
): Promise<void> {
  const headers = { ':status': 200, 'content-type': 'application/grpc', ...identityHeaders(context) };
  const path = request.path.split('?')[0];
  // A probe asks whether it runs, and a pod that is told to be slow or to fail does.
  if (path === CHECK_PATH || path === WATCH_PATH) {
    stream.resume();
    stream.respond(headers, { waitForTrailers: path === CHECK_PATH });
    if (path === WATCH_PATH) return void stream.write(servingResponse());
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    return void stream.end(servingResponse());
  }
  const answer = await answerTo(request, context);
  if (stream.destroyed) return;
  if (!answer) return stream.close(2);
  const status = OF_HTTP[answer.status] ?? UNKNOWN;
  if (status !== 0) {
    const message = encodeURIComponent(answer.body.fault ?? `the request asks for status ${answer.status}`);
    stream.respond(
      { ...headers, 'grpc-status': String(status), 'grpc-message': message },
      { endStream: true },
    );
    return;
  }
  stream.respond(headers, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.pipe(stream);
}
