import type { IncomingMessage, ServerResponse } from 'node:http';
import { pathOf } from './health.ts';
import type { Logger } from './logger.ts';

/** Logs one line for the request when its answer is out, or when the caller has gone without it. */
export function logRequest(logger: Logger, request: IncomingMessage, response: ServerResponse): void {
  const startedAt = performance.now();
  const write = () => {
    const fields = {
      method: request.method,
      path: pathOf(request),
      status: response.writableFinished ? response.statusCode : 499,
      duration_ms: Math.round((performance.now() - startedAt) * 100) / 100,
      request_id: request.headers['x-request-id'],
    };
    logger.info(fields, response.writableFinished ? 'request served' : 'caller gone');
  };
  // The HTTP instrumentation binds the response's listeners to the request's context: the line has its trace id.
  response.once('close', write);
}
