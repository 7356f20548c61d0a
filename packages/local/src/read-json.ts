import type { Readable } from 'node:stream';

const LONGEST_BODY = 1_048_576;

/**
 * Reads a request's body as JSON; undefined when there is none.
 *
 * @throws Error when it is longer than 1 MiB, SyntaxError when it is no JSON
 */
export async function readJson(request: Readable): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk;
    if (text.length > LONGEST_BODY) throw new Error('the request is too long');
  }
  return text === '' ? undefined : JSON.parse(text);
}
