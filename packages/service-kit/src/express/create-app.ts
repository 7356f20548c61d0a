import express, {
  type Express,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import type { Identity } from '../identity.ts';
import type { Logger } from '../logger.ts';
import { HttpProblem } from '../problem.ts';
import { validate } from '../validate.ts';
import { callOf } from './call-of.ts';
import type { Endpoint } from './endpoint.ts';
import { problemHandler } from './problem-handler.ts';

/** Larger than any body these services take, small enough that nobody fills a pod's memory. */
const BODY_LIMIT = '16kb';

export type AppOptions = { readonly identity: Identity; readonly logger: Logger };

/**
 * An Express application of JSON endpoints that refuses everything else by a problem: 404 for an unknown path, 405
 * with `Allow` for another method, 406 for a caller that takes no JSON, 415 for a body that is none, 413 for one over
 * 16 kB, 400 for one that is malformed or not of the endpoint's shape.
 */
export function createApp<Input>(endpoint: Endpoint<Input>, { identity, logger }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app
    .route(endpoint.path)
    .post(negotiate, express.json({ limit: BODY_LIMIT }), answer(endpoint, identity))
    .all((request) => {
      throw new HttpProblem(405, `${request.method} is not possible here, POST is`, {
        headers: { allow: 'POST' },
      });
    });
  app.use((request) => {
    throw new HttpProblem(404, `there is nothing at ${request.path}; requests go to POST ${endpoint.path}`);
  });
  app.use(problemHandler(logger));
  return app;
}

function negotiate(request: Request, _response: Response, next: NextFunction): void {
  if (!request.accepts('application/json')) {
    throw new HttpProblem(406, 'answers are application/json, which the Accept header rules out');
  }
  if (!request.is('application/json')) {
    const got = request.get('content-type') ?? 'none';
    // RFC 9110 15.5.16: Accept in the answer says what would have been taken.
    throw new HttpProblem(415, `the body must be application/json, its content type is ${got}`, {
      headers: { accept: 'application/json' },
    });
  }
  next();
}

function answer<Input>({ input, handle }: Endpoint<Input>, identity: Identity): RequestHandler {
  return async (request, response) => {
    const call = callOf(request, response, identity);
    response.json(await handle(validate(input, request.body), call));
  };
}
