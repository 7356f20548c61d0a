import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { performServerHandshake } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { SocketAddress } from '../../src/addresses/socket-address.ts';
import type { KeyPair } from '../../src/certificates/certificate.ts';

/** What a stand-in saw of a request. */
export interface Seen {
  /** Who answered, as it was named when it was started. */
  readonly name: string;
  readonly protocol: 'http/1' | 'http/2' | 'tcp';
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  /** The server name of TLS that came as far as here. */
  readonly serverName?: string;
}

/**
 * Stands for an application at an address: answers HTTP/1, HTTP/2 without TLS, bytes, and each of them inside TLS, with
 * what it saw ({@link Seen}) as JSON.
 *
 * @returns a function that ends it
 */
export async function startStandIn(
  name: string,
  at: SocketAddress,
  tls: KeyPair,
): Promise<() => Promise<void>> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    serve(socket, name, tls);
  });
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(at.port, at.address, resolve),
  );
  return () =>
    new Promise((resolve) => {
      for (const socket of open) socket.destroy();
      server.close(() => resolve());
    });
}

const HTTP1 = /^[A-Z]+ \S+ HTTP\/1/;
const HTTP2 = 'PRI * HTTP/2.0';
const TLS_HANDSHAKE = 0x16;

function serve(stream: Duplex, name: string, tls: KeyPair, serverName?: string): void {
  stream.on('error', () => stream.destroy());
  stream.once('data', (first: Buffer) => {
    stream.pause();
    const whole = replay(first, stream);
    const text = first.toString('latin1');
    const base = { name, ...(serverName && { serverName }) };
    if (first[0] === TLS_HANDSHAKE) serveTls(whole, name, tls);
    else if (text.startsWith(HTTP2)) serveHttp2(whole, base);
    else if (HTTP1.test(text)) serveHttp1(whole, base);
    else whole.end(`${JSON.stringify({ ...base, protocol: 'tcp' })}\n`);
  });
}

function serveTls(stream: Duplex, name: string, { certificate, privateKey }: KeyPair): void {
  const secure = new TLSSocket(stream as Socket, {
    isServer: true,
    cert: certificate,
    key: privateKey,
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  secure.on('error', () => secure.destroy());
  secure.once('secure', () => {
    const sni = (secure as TLSSocket & { servername?: string | false }).servername;
    serve(secure, name, { certificate, privateKey }, sni || undefined);
  });
}

function serveHttp1(stream: Duplex, base: Pick<Seen, 'name' | 'serverName'>): void {
  const server = createHttpServer((request: IncomingMessage, response) => {
    const { method, url, headers } = request;
    request.resume();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ ...base, protocol: 'http/1', method, path: url, headers }));
  });
  server.emit('connection', stream);
}

function serveHttp2(stream: Duplex, base: Pick<Seen, 'name' | 'serverName'>): void {
  const session = performServerHandshake(stream);
  session.on('error', () => session.destroy());
  session.on('stream', (http2, headers) => {
    http2.respond({ ':status': 200, 'content-type': 'application/json' });
    const { ':method': method, ':path': path } = headers;
    http2.end(JSON.stringify({ ...base, protocol: 'http/2', method, path, headers }));
  });
}

/** A stream as it was before its first bytes were read. */
function replay(first: Buffer, stream: Duplex): Duplex {
  const whole: Duplex = new Duplex({
    read: () => stream.resume(),
    write: (chunk, _encoding, done) => stream.write(chunk, () => done()),
    final: (done) => stream.end(() => done()),
    destroy: (error, done) => {
      stream.destroy();
      done(error);
    },
  });
  whole.push(first);
  stream.on('data', (chunk) => {
    if (!whole.push(chunk)) stream.pause();
  });
  stream.on('end', () => whole.push(null));
  stream.on('close', () => whole.destroy());
  whole.on('error', () => {});
  return whole;
}
