import { connect } from 'node:net';

/** What one look at this machine found. */
export interface Diagnosis {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about it; only when it is not ok. */
  readonly remedy?: string;
  /** Not ok, and no reason to stop: it works without, or for a while. */
  readonly tolerable?: boolean;
}

/** What a look says; the packages' own errors say what to do. */
export async function diagnose(name: string, look: () => Promise<string>): Promise<Diagnosis> {
  try {
    return { name, ok: true, detail: await look() };
  } catch (error) {
    const { message, remedy } = error as Error & { remedy?: string };
    return { name, ok: false, detail: message, ...(remedy && { remedy }) };
  }
}

/** Whether something listens on a port of 127.0.0.1. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
