import type { IncomingMessage, ServerResponse } from 'node:http';
import { context } from '@opentelemetry/api';
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
  // The event comes from the socket, outside the request's context: bind it, or the line has no trace id.
  response.once('close', context.bind(context.active(), write));
}
