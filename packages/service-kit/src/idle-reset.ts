import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Plays a server whose keep-alive ends before its caller's: resets a connection that was idle for longer when its next
 * request arrives. A server that closes by a timer does the same to the request that crosses the close; on loopback that
 * happens too seldom to learn from.
 *
 * @param idleMs milliseconds from the end of an answer to the next request
 * @returns called for each request; true where its connection was reset, and nothing is to be answered
 */
export function idleReset(
  idleMs: number,
  now: () => number = () => performance.now(),
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const ends = new WeakMap<object, number>();
  return ({ socket }, response) => {
    const end = ends.get(socket);
    if (end !== undefined && now() - end > idleMs) {
      socket.resetAndDestroy();
      return true;
    }
    response.once('finish', () => ends.set(socket, now()));
    return false;
  };
}
