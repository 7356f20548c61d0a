import type { RequestReport } from '@lab/mesh-client';
import type { OwnRequest } from '../ask/ask.ts';
import { type Check, right, wrong } from '../lesson.ts';
import { expectedOf } from './emitted-answer.ts';
import { settled } from './settled.ts';

/** A request, and how it is to be answered. */
export interface ExpectedAnswer extends OwnRequest {
  /** An HTTP status; or `refused`: the connection is closed without an answer. */
  readonly status: number | 'refused';
}

interface AnswersOptions {
  readonly title: string;
  readonly requests: readonly ExpectedAnswer[];
  readonly isGuard?: boolean;
}

/**
 * Each request is answered with its status: a matrix of callers, hosts or tokens. Where the answer is not what the
 * configuration says, it asks again until connections that were open before the last edit have gone.
 */
export function answers({ title, requests, isGuard = false }: AnswersOptions): Check {
  return {
    title,
    isGuard,
    run: async (ask) => {
      for (const expected of requests) {
        const emitted = expectedOf(await ask.follow(expected), expected.status);
        const report = await settled(
          ask,
          () => ask.send(expected),
          (seen) => isAsExpected(seen, expected) === (emitted ?? true),
        );
        if (!isAsExpected(report, expected)) return wrong(observationOf(report, expected));
      }
      return right;
    },
  };
}

function isAsExpected(
  { answers: found, failures, requests }: RequestReport,
  { status }: ExpectedAnswer,
): boolean {
  if (status === 'refused') return found.length === 0 && failures.length > 0;
  return failures.length === 0 && found.every((answer) => answer.status === status) && requests > 0;
}

function observationOf({ answers: found, failures }: RequestReport, request: ExpectedAnswer) {
  const { status, times = 1 } = request;
  const each = times > 1 ? ` for each of ${times} requests` : '';
  const seen = [
    ...found.map((answer) => [answer.status, answer.reason].filter(Boolean).join(' ')),
    ...failures.map(({ reason }) => `no answer (${reason})`),
  ];
  return {
    request: ownRequestText(request),
    expected: `${status === 'refused' ? 'no answer: connection refused' : status}${each}`,
    got: seen.join(', ') || 'nothing',
    next: ownCallCommand(request),
  };
}

/** `POST http://backend-service.backend:8080/classify from ml-stable`. */
export function ownRequestText({ from, url, method = 'GET', headers = {} }: OwnRequest): string {
  const names = Object.entries(headers).map(([name, value]) => `${name}: ${shown(name, value)}`);
  return [
    `${method} ${url}`,
    ...(from === undefined ? [] : [`from ${from}`]),
    ...(names.length > 0 ? [`with ${names.join(', ')}`] : []),
  ].join(' ');
}

/** The same as a command. */
export function ownCallCommand({ from, url, method, headers = {}, body }: OwnRequest): string {
  const { hostname, pathname, search } = new URL(url);
  const path = search === '' ? pathname : `'${pathname}${search}'`;
  const address = search === '' ? url : `'${url}'`;
  const target = from === undefined ? ` --host ${hostname} --path ${path}` : ` --from ${from} ${address}`;
  const options = Object.entries(headers).map(([name, value]) => ` -H '${name}: ${shown(name, value)}'`);
  return [
    `./lab call${target}`,
    ...(method ? [` --method ${method}`] : []),
    ...options,
    ...(body === undefined ? [] : [` --data '${body}'`]),
  ].join('');
}

/** The value of a header; of one that proves who the user is, what to put in its place. */
function shown(name: string, value: string | readonly string[]): string {
  return SECRETS[name.toLowerCase()] ?? [value].flat().join(', ');
}

/** What is shown of headers whose values are never printed. */
const SECRETS: Readonly<Record<string, string>> = { authorization: 'Bearer TOKEN', cookie: 'NAME=VALUE' };
