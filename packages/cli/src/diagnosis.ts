import { connect } from 'node:net';
import { LabError } from '@lab/errors';

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

/** What a look found that is not as it should be. */
type Problem = Required<Pick<Diagnosis, 'detail' | 'remedy'>>;

/** What a look says: text where all is well. An error of the lab says itself what to do. */
export async function diagnose(name: string, look: () => Promise<string | Problem>): Promise<Diagnosis> {
  try {
    const found = await look();
    return typeof found === 'string' ? { name, ok: true, detail: found } : { name, ok: false, ...found };
  } catch (error) {
    const { message } = error as Error;
    return { name, ok: false, detail: message, ...(error instanceof LabError && { remedy: error.remedy }) };
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
