import { InvalidRequestError } from '@lab/mesh-client';
import type { LoadState, RequestOrder } from '../protocol.ts';
import type { ConsoleEvent } from '../server/event-stream.ts';
import { problemOf } from '../server/problem.ts';
import type { ConsoleSource } from '../server/source.ts';
import { readOrder } from './read-order.ts';
import { sendOwn, sendToApplication } from './send-order.ts';

/** Milliseconds between two events of progress. */
const PROGRESS_MS = 200;

/** Sends requests for pages, one order at a time. */
export interface LoadDesk {
  /** Begins to send. @returns the number of the order @throws InvalidRequestError for what is no order, and while one is sent */
  send(source: ConsoleSource, body: unknown): Promise<number>;
  /** Ends the order that is sent; what was answered counts. */
  stop(): void;
  /** The last order. */
  readonly state: LoadState | undefined;
}

/** @param onError told of what nobody has foreseen */
export function createLoadDesk(
  send: (event: ConsoleEvent) => void,
  onError: (error: unknown) => void,
): LoadDesk {
  let state: LoadState | undefined;
  let abort = new AbortController();
  let told = 0;
  const tell = (change: Partial<LoadState>) => {
    if (!state) return;
    state = { ...state, ...change };
    told = Date.now();
    send({ name: 'load', data: state });
  };
  const run = async (source: ConsoleSource, order: RequestOrder) => {
    const { signal } = abort;
    const notes: string[] = [];
    const sending = {
      signal,
      onRequests: (sent: number) => {
        if (state) state = { ...state, sent };
        if (Date.now() - told >= PROGRESS_MS) tell({ sent });
      },
      note: (text: string) => void notes.push(text),
    };
    try {
      const report = await (order.kind === 'application'
        ? sendToApplication(source, order, sending)
        : sendOwn(source, order, sending));
      tell({ ...report, notes, state: signal.aborted ? 'stopped' : 'done' });
    } catch (error) {
      const { status, problem } = problemOf(error);
      if (status === 500) onError(error);
      tell({ notes, state: 'failed', problem });
    }
  };
  return {
    get state() {
      return state;
    },
    send: async (source, body) => {
      const order = readOrder(body);
      if (state?.state === 'sending')
        throw new InvalidRequestError('requests are being sent: wait until they are, or stop them');
      const { kind, requests, canary } = order;
      const id = (state?.id ?? 0) + 1;
      abort = new AbortController();
      state = {
        id,
        order: { kind, requests, ...(canary && { canary }) },
        state: 'sending',
        sent: 0,
        notes: [],
      };
      tell({});
      void run(source, order);
      return id;
    },
    stop: () => abort.abort(),
  };
}
