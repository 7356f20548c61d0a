import { randomUUID } from 'node:crypto';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { PodStatus } from '@lab/local';
import { socketAddress } from '../lab/call-sidecar.ts';
import type { CauseCase, CauseRequest } from './cases.ts';

/** What a sender got for one request. */
export interface Sent {
  /** By which access logs know the request; absent where they have none of its headers, or another ID. */
  readonly id?: string;
  /** The status, or how the connection ended. */
  readonly got: number | string;
}

/** Sends the requests of a case from where it says. */
export async function sendCase(
  from: CauseCase['from'],
  asked: CauseRequest,
  pods: readonly PodStatus[],
  tokens: Readonly<Record<string, string>>,
): Promise<readonly Sent[]> {
  const { token, headerBytes, ...request } = asked;
  const headers = {
    ...request.headers,
    ...(token && { authorization: `Bearer ${tokens[token]}` }),
    ...(headerBytes && { 'x-large': 'x'.repeat(headerBytes) }),
  };
  if (from === 'client') return byClient(podOf(pods, 'client'), { ...request, headers });
  const { host = '', path = '/', port = 0, pod = 'istio-ingressgateway', sni } = request;
  const { addresses } = podOf(pods, pod);
  const at =
    from === 'outside' ? addresses.inbound[port] : addresses.outbound[sni ? '0.0.0.0_8443' : '0.0.0.0_8080'];
  const { bytes } = request;
  if (bytes) return [{ got: await overTcp(socketAddress(at ?? ''), bytes) }];
  const one = async () => {
    const id = randomUUID();
    const options: RequestOptions = {
      ...{ ...socketAddress(at ?? ''), path, agent: false },
      headers: { ...(host && { host }), ...headers, 'x-request-id': id },
    };
    const got = await (sni && sni !== 'plaintext' ? overTls(options, sni) : overHttp(options));
    // A gateway gives a request an ID of its own.
    return { got, ...(from === 'outside' && typeof got === 'number' && { id }) };
  };
  return Promise.all(Array.from({ length: request.parallel ?? 1 }, one));
}

function podOf(pods: readonly PodStatus[], workload: string): PodStatus {
  const pod = pods.find((each) => each.workload === workload);
  if (!pod) throw new Error(`there is no pod of ${workload}`);
  return pod;
}

/** Has the application of the pod send it. */
async function byClient({ addresses }: PodStatus, request: unknown): Promise<readonly Sent[]> {
  const answer = await fetch(`http://${addresses.application[8000]}/`, {
    method: 'POST',
    body: JSON.stringify(request),
  });
  return (await answer.json()) as readonly Sent[];
}

function overTls(options: RequestOptions, servername: string): Promise<number | string> {
  return result(httpsRequest({ ...options, servername, rejectUnauthorized: false }));
}

function overHttp(options: RequestOptions): Promise<number | string> {
  return result(httpRequest(options));
}

function result(outgoing: ReturnType<typeof httpRequest>): Promise<number | string> {
  return new Promise((resolve) => {
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    outgoing.on('response', (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    outgoing.end();
  });
}

/** Sends bytes as they are: the first line of the answer. */
function overTcp(at: { readonly host: string; readonly port: number }, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(at, () => socket.write(bytes));
    socket.on('error', ({ message }) => resolve(message));
    socket.on('data', (chunk) => {
      answer += chunk;
      socket.end();
    });
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
  });
}
