import { HttpProblem } from '@lab/service-kit';

/** As much as the other services take. */
const BODY_LIMIT_BYTES = 16 * 1024;

/**
 * Reads a JSON body of at most 16 kB.
 *
 * @throws HttpProblem 406 for a caller that takes no JSON, 415 for another content type, 413 for a body over the
 *   limit, 400 for one that is not JSON
 */
export async function readJsonBody(request: Request): Promise<unknown> {
  negotiate(request.headers);
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new HttpProblem(400, 'the body is not JSON', { cause: error });
  }
}

function negotiate(headers: Headers): void {
  const accept = headers.get('accept') ?? '*/*';
  if (!/\*\/\*|application\/(\*|json)/i.test(accept)) {
    throw new HttpProblem(406, 'answers are application/json, which the Accept header rules out');
  }
  const type = headers.get('content-type');
  if (type?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json') return;
  // RFC 9110 15.5.16: Accept in the answer says what would have been taken.
  throw new HttpProblem(415, `the body must be application/json, its content type is ${type ?? 'none'}`, {
    headers: { accept: 'application/json' },
  });
}

async function readText({ body }: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > BODY_LIMIT_BYTES) throw new HttpProblem(413, `the body is over ${BODY_LIMIT_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
