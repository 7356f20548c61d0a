import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { SocketAddress } from '../../src/addresses/socket-address.ts';
import type { KeyPair } from '../../src/certificates/certificate.ts';

/** One request as it is put on the wire. */
export interface WireRequest {
  readonly to: SocketAddress;
  /** The address to call from. */
  readonly from?: string;
  readonly protocol: 'http' | 'http2' | 'tcp';
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The Host header. */
  readonly host: string;
  readonly tls?: {
    readonly serverName?: string;
    readonly alpn: readonly string[];
    readonly client?: KeyPair;
  };
}

/** What came back. */
export type WireAnswer =
  | { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
  /** Bytes, for a request that is not HTTP. */
  | { readonly bytes: string }
  /** The connection ended without an answer; the code of the error, or `closed`. */
  | { readonly closed: string };

const TIMEOUT_MS = 20_000;

/** Sends a request over a connection of its own. */
export async function sendProbe(request: WireRequest): Promise<WireAnswer> {
  let socket: Socket | undefined;
  try {
    socket = await open(request);
    socket.setTimeout(TIMEOUT_MS, () => socket?.destroy(new Error('no answer')));
    if (request.protocol === 'tcp') return await exchangeBytes(socket);
    return await (request.protocol === 'http2' ? overHttp2(socket, request) : overHttp1(socket, request));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { closed: code ?? message };
  } finally {
    socket?.destroy();
  }
}

function open({ to, from, tls }: WireRequest): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const plain = connect({ host: to.address, port: to.port, ...(from && { localAddress: from }) });
    plain.once('error', reject);
    if (!tls) {
      plain.once('connect', () => resolve(plain));
      return;
    }
    const secure = connectTls({
      socket: plain,
      // Who the server is, is the sidecars' to check; here it is only asked.
      rejectUnauthorized: false,
      ALPNProtocols: [...tls.alpn],
      ...(tls.serverName && { servername: tls.serverName }),
      ...(tls.client && { cert: tls.client.certificate, key: tls.client.privateKey }),
    });
    secure.once('secureConnect', () => resolve(secure));
    secure.once('error', reject);
    secure.once('close', () => reject(new Error('closed')));
  });
}

function overHttp1(socket: Socket, { method, path, headers, host }: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      { createConnection: () => socket, method, path, headers: { ...headers, host }, setHost: false },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk) => {
          body += chunk;
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end();
  });
}

function overHttp2(socket: Socket, { method, path, headers, host, tls }: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(`${tls ? 'https' : 'http'}://probe`, { createConnection: () => socket });
    session.on('error', reject);
    session.on('close', () => reject(new Error('closed')));
    const stream = session.request({ ...headers, ':method': method, ':path': path, ':authority': host });
    let body = '';
    let status = 0;
    let received: IncomingHttpHeaders = {};
    stream.setEncoding('utf8');
    stream.on('response', (answer) => {
      status = answer[':status'] ?? 0;
      received = answer as IncomingHttpHeaders;
    });
    stream.on('data', (chunk) => {
      body += chunk;
    });
    stream.on('error', reject);
    stream.on('end', () => resolve({ status, headers: received, body }));
    stream.end();
  });
}

/** Says something that is no HTTP and no TLS, and waits for what comes. */
function exchangeBytes(socket: Socket): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    let bytes = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      bytes += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(bytes ? { bytes } : { closed: 'closed' }));
    socket.on('end', () => socket.end());
    socket.write('hello\n');
  });
}
