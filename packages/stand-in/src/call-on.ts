import { Agent, request } from 'node:http';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect } from 'node:net';
import { type CallTarget, callTarget } from './call-target.ts';
import type { MeshMap } from './capture-map.ts';
import { grpcFrame } from './grpc-frame.ts';
import { shownHeaders, shownPath } from './redact.ts';

/** What became of a call that a request asked for. Plain JSON. */
export interface CallOutcome {
  readonly url: string;
  readonly durationMs: number;
  /** HTTP status; for gRPC the value of `grpc-status`. */
  readonly status?: number;
  /** The answer: JSON as such, other text as text. */
  readonly answer?: unknown;
  /** Why there is none. */
  readonly error?: string;
}

/** Limits of one request, so that it cannot become a flood. */
export const LIMITS = { calls: 8, depth: 8, callMs: 5_000, answerBytes: 256 * 1024 } as const;

/** How many calls a request has behind it. */
export const DEPTH_HEADER = 'x-stand-in-depth';

type Answer = Pick<CallOutcome, 'status' | 'answer' | 'error'>;

/**
 * Makes the calls that a request asks for, all at the same time, through the pod's own sidecar.
 *
 * @param headers what is passed on to them
 * @param depth how many calls led here
 */
export async function callOn(
  urls: readonly string[],
  map: MeshMap,
  headers: Readonly<Record<string, string>>,
  depth: number,
): Promise<CallOutcome[]> {
  const one = async (text: string): Promise<CallOutcome> => {
    const start = performance.now();
    const answer = await callOne(text, map, { ...headers, [DEPTH_HEADER]: String(depth + 1) });
    return { url: shownPath(text), durationMs: Math.round(performance.now() - start), ...answer };
  };
  if (depth >= LIMITS.depth)
    return urls
      .slice(0, 1)
      .map((url) => refused(url, `more than ${LIMITS.depth} calls, one behind the other`));
  const outcomes = await Promise.all(urls.slice(0, LIMITS.calls).map(one));
  const [rest] = urls.slice(LIMITS.calls);
  return rest === undefined
    ? outcomes
    : [...outcomes, refused(rest, `more than ${LIMITS.calls} calls of one request`)];
}

function refused(url: string, why: string): CallOutcome {
  return { url: shownPath(url), durationMs: 0, error: `refused: ${why}` };
}

async function callOne(
  text: string,
  map: MeshMap,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const target = callTarget(text, map);
  if (typeof target === 'string') return { error: `refused: ${target}` };
  const ways = { http: callHttp, grpc: callGrpc, tcp: callTcp };
  try {
    return await ways[target.scheme](target, headers);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { error: code ?? message };
  }
}

/** One connection a call: what load balancing does is then seen at the sidecar, as with any client. */
function callHttp(target: CallTarget, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const { url } = target;
  return new Promise((resolve, reject) => {
    const path = `${url.pathname}${url.search}`;
    const agent = new Agent({ keepAlive: false });
    const options = { ...dialled(target), agent, path, headers: { ...headers, host: url.host } };
    const outgoing = request(options, (response) => {
      const body = limitedBody(response);
      body.then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject);
    });
    outgoing.on('error', reject);
    limitTime(reject, outgoing);
    outgoing.end();
  });
}

/** The body of the request is one empty message; stand-ins answer the same. */
function callGrpc(target: CallTarget, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const { url } = target;
  return new Promise((resolve, reject) => {
    const session = connectHttp2(`http://${url.host}`, { createConnection: () => connect(dialled(target)) });
    session.on('error', reject);
    const stream = session.request({
      ...headers,
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]:
        url.pathname === '/' || url.pathname === '' ? '/grpc.health.v1.Health/Check' : url.pathname,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let first: Record<string, unknown> = {};
    let last: Record<string, unknown> = {};
    stream.on('response', (received) => {
      first = received;
    });
    stream.on('trailers', (received) => {
      last = received;
    });
    stream.on('error', reject);
    stream.on('close', () => {
      session.close();
      const status = last['grpc-status'] ?? first['grpc-status'];
      const received = { ...first, ...last } as Record<string, string | string[] | undefined>;
      const named = Object.entries(shownHeaders(received)).filter(([name]) =>
        /^(x-served-by|grpc-message)$/.test(name),
      );
      if (status === undefined)
        resolve({ status: Number(first[':status'] ?? 0), error: 'the answer is no gRPC' });
      else resolve({ status: Number(status), answer: Object.fromEntries(named) });
    });
    limitTime(reject, { destroy: () => session.destroy() });
    stream.resume();
    stream.end(grpcFrame(new Uint8Array()));
  });
}

/** Sends a line, and takes what comes back as the answer. */
function callTcp(target: CallTarget): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(dialled(target), () => socket.write('stand-in\n'));
    socket.once('data', (data) => {
      resolve({ answer: data.toString('utf8', 0, 1024) });
      socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the connection was closed without an answer')));
    limitTime(reject, socket);
  });
}

function dialled({ places, source }: CallTarget) {
  const place = places[Math.floor(Math.random() * places.length)] ?? '';
  const [host = '', port] = place.split(':');
  return { host, port: Number(port), ...(source !== undefined && { localAddress: source }) };
}

function limitTime(reject: (error: Error) => void, outgoing: { destroy(): unknown }): void {
  const end = () => {
    reject(new Error(`no answer within ${LIMITS.callMs / 1_000} s`));
    outgoing.destroy();
  };
  setTimeout(end, LIMITS.callMs).unref();
}

async function limitedBody(response: AsyncIterable<Buffer>): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > LIMITS.answerBytes)
      throw new Error(`the answer is longer than ${LIMITS.answerBytes / 1024} KiB`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
