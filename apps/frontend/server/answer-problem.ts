import { type Call, CallerGone, HttpProblem, type Logger, problemResponse } from '@lab/service-kit';

/** nginx's status for a caller that has gone: nobody reads it, but logs and traces have it. */
const CALLER_GONE = 499;

/** The answer to an error: a problem document, and a log line if it is the service's own fault. */
export function answerProblem(error: unknown, request: Request, call: Call, logger: Logger): Response {
  if (error instanceof CallerGone || request.signal.aborted)
    return new Response(null, { status: CALLER_GONE });
  logFault(error, logger);
  return problemResponse(error, { instance: new URL(request.url).pathname, call });
}

/** Writes a log line about an error that is the service's own fault, or that of one behind it. */
export function logFault(error: unknown, logger: Logger): void {
  if (!(error instanceof HttpProblem) || error.status >= 500) logger.error({ err: error }, 'request failed');
}
