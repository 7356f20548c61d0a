import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { DecodedSpans, Span } from '../spans/span.ts';
import { readBody } from './read-body.ts';
import { guardRequest, mediaType, type Refusal } from './request-guard.ts';

export interface SpanResponse {
  readonly status: number;
  readonly type?: string;
  readonly body?: string | Uint8Array;
}

/** One wire format of spans: where it is posted, how it is read and how requests are answered. */
export interface SpanFormat {
  readonly path: string;
  readonly contentTypes: readonly string[];
  /** @throws Error when the body is not of this format. */
  decode(body: Buffer, contentType: string): DecodedSpans;
  accepted(decoded: DecodedSpans, contentType: string): SpanResponse;
  refused(refusal: Refusal, contentType: string): SpanResponse;
}

/** An HTTP server, not listening yet, that takes spans of one format and hands them on. */
export function createSpanServer(
  format: SpanFormat,
  hosts: readonly string[],
  onSpans: (spans: readonly Span[]) => void,
): Server {
  const server = createServer(async (request, response) => {
    try {
      respond(request, response, await take(request, format, hosts, onSpans));
    } catch {
      // The body ended early: there is nobody to answer.
      response.destroy();
    }
  });
  // Envoy keeps an idle connection for an hour; a server that closes it first loses the next batch of spans.
  server.keepAliveTimeout = 3_605_000;
  server.requestTimeout = 30_000;
  return server;
}

async function take(
  request: IncomingMessage,
  format: SpanFormat,
  hosts: readonly string[],
  onSpans: (spans: readonly Span[]) => void,
): Promise<SpanResponse & Pick<Refusal, 'headers'>> {
  const type = mediaType(request);
  const refuse = (refusal: Refusal) => ({ ...format.refused(refusal, type), headers: refusal.headers });
  const refusal = guardRequest(request, { ...format, hosts });
  if (refusal) return refuse(refusal);
  const body = await readBody(request);
  if (!Buffer.isBuffer(body)) return refuse(body);
  try {
    const decoded = format.decode(body, type);
    onSpans(decoded.spans);
    return format.accepted(decoded, type);
  } catch (error) {
    return refuse({ status: 400, message: `the body cannot be read: ${(error as Error).message}` });
  }
}

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body, headers }: SpanResponse & Pick<Refusal, 'headers'>,
): void {
  // What was not read of a refused request must not be taken for the next one.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { ...headers, ...(type && { 'content-type': type }) });
  response.end(body);
}
