import { validateHeaderName, validateHeaderValue } from 'node:http';
import { InvalidRequestError } from '@lab/mesh-client';
import type { RequestOrder } from '../protocol.ts';

/** Requests of one order. */
const MOST_REQUESTS = 10_000;

/** The order in the body of a request. @throws InvalidRequestError for what is none */
export function readOrder(body: unknown): RequestOrder {
  const order = (body ?? {}) as Partial<Record<string, unknown>>;
  const { kind, requests, headers = {}, canary = false } = order;
  if (kind !== 'application' && kind !== 'own')
    throw new InvalidRequestError('the kind is application or own');
  if (!Number.isInteger(requests) || Number(requests) < 1 || Number(requests) > MOST_REQUESTS)
    throw new InvalidRequestError(`the number of requests is from 1 to ${MOST_REQUESTS}`);
  if (typeof canary !== 'boolean') throw new InvalidRequestError('canary is true or false');
  readHeaders(headers);
  for (const name of ['item', 'method', 'body', 'host', 'path', 'from', 'url']) {
    if (order[name] !== undefined && typeof order[name] !== 'string')
      throw new InvalidRequestError(`${name} is a text`);
  }
  if (order.method !== undefined && !/^[A-Za-z]+$/.test(String(order.method)))
    throw new InvalidRequestError(`"${order.method}" is not an HTTP method`);
  if (order.path !== undefined && !String(order.path).startsWith('/'))
    throw new InvalidRequestError('a path must begin with /');
  return order as unknown as RequestOrder;
}

function readHeaders(headers: unknown): void {
  if (typeof headers !== 'object' || headers === null)
    throw new InvalidRequestError('headers have names and values');
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch {
      throw new InvalidRequestError(`"${name}" is not a header that can be sent`);
    }
  }
}
