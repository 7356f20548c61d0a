import type { ErrorRequestHandler } from 'express';
import type { Logger } from '../logger.ts';
import { HttpProblem, sendProblem } from '../problem.ts';
import { CallerGone } from '../upstream.ts';
import { openedCall } from './call-of.ts';

/** Express's last handler: every error becomes a problem, and those that are the service's own fault a log line. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (error instanceof CallerGone || response.closed) return void response.destroy();
    const problem = asHttpProblem(error);
    if (problem === undefined || problem.status >= 500) logger.error({ err: error }, 'request failed');
    sendProblem(response, problem ?? error, { instance: request.path, call: openedCall(response) });
  };
}

/**
 * Errors of Express and its body parser carry the status of the answer and whether their message may be shown.
 *
 * Source: https://github.com/jshttp/http-errors (status, expose)
 */
function asHttpProblem(error: unknown): HttpProblem | undefined {
  if (error instanceof HttpProblem) return error;
  const { status, expose, message } = (error ?? {}) as {
    status?: unknown;
    expose?: boolean;
    message?: string;
  };
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined;
  return new HttpProblem(status, expose && message ? message : 'the request cannot be read', {
    cause: error,
  });
}
