import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { faultInjector, readFault } from '@lab/service-kit/faults';
import type { StandInContext } from './answer.ts';
import { meshMapReader } from './capture-map.ts';
import { detectProtocol } from './detect-protocol.ts';
import { isAbsent } from './is-absent.ts';
import type { StandInPod } from './messages.ts';
import type { HttpServers } from './serve-http.ts';

/** How long the beginning of what may become HTTP is waited for, in milliseconds. */
const UNDECIDED_MS = 1_000;
/** How long what is in flight may take when a pod ends, in milliseconds. */
const DRAIN_MS = 500;

/** A pod that is stood in for. */
export interface ServedPod {
  close(): Promise<void>;
}

/**
 * Listens on each port of a pod; on none where FAULT_ABSENT is set.
 *
 * @throws SettingError for a setting FAULT_… that cannot be used, and the system's error for an address that cannot be had
 */
export async function servePod(pod: StandInPod, servers: HttpServers): Promise<ServedPod> {
  const fault = readFault(pod.env, { pod: pod.name });
  const context: StandInContext = {
    pod,
    meshMap: meshMapReader(pod.capture),
    fault: fault && faultInjector(fault),
  };
  const sockets = new Set<Socket>();
  const places = isAbsent(pod.env, pod.name) ? [] : Object.entries(pod.listen);
  const listening = places.map(([port, place]) =>
    listen(place, (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      socket.on('error', () => {});
      decide(socket, servers, { context, port: Number(port) });
    }),
  );
  const close = async () => {
    for (const { status, ...started } of await Promise.allSettled(listening))
      if (status === 'fulfilled') (started as PromiseFulfilledResult<Server>).value.close();
    if (sockets.size > 0) await Promise.race([sleep(DRAIN_MS), allClosed(sockets)]);
    for (const socket of sockets) socket.destroy();
  };
  try {
    await Promise.all(listening);
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

function listen(place: string, onSocket: (socket: Socket) => void): Promise<Server> {
  const [host, port] = place.split(':');
  return new Promise((resolve, reject) => {
    const server = createServer(onSocket);
    server.once('error', reject);
    server.listen({ host, port: Number(port), exclusive: true }, () => resolve(server));
  });
}

/** Reads until the protocol is known, and puts back what was read. */
function decide(
  socket: Socket,
  servers: HttpServers,
  arrival: Parameters<HttpServers['takeHttp1']>[1],
): void {
  let bytes: Buffer = Buffer.alloc(0);
  let late: NodeJS.Timeout | undefined;
  const take = (protocol: ReturnType<typeof detectProtocol>) => {
    if (protocol === undefined) return;
    clearTimeout(late);
    socket.off('readable', read);
    socket.unshift(bytes);
    if (protocol === 'http1') servers.takeHttp1(socket, arrival);
    else if (protocol === 'http2') servers.takeHttp2(socket, arrival);
    else socket.pipe(socket);
  };
  const read = () => {
    const chunk: Buffer | null = socket.read();
    if (!chunk) return;
    bytes = Buffer.concat([bytes, chunk]);
    late ??= setTimeout(() => take('tcp'), UNDECIDED_MS);
    take(detectProtocol(bytes));
  };
  socket.once('close', () => clearTimeout(late));
  socket.on('readable', read);
}

async function allClosed(sockets: ReadonlySet<Socket>): Promise<void> {
  await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
}
