/**
 * A process of its own that sends requests through the gateway at a constant rate until it is told to end (SIGTERM): what
 * it spends is not the lab's, and what measures does not delay it. Arguments: the gateway's port, and requests a second.
 */
import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { dueMs, sendOne } from '@lab/observe';

/** One request that has ended, as it is told to the parent. */
export interface EndedRequest {
  /** The trace id that it was sent with. */
  readonly id: string;
  /** Milliseconds since the epoch, when the whole answer had come. */
  readonly endedAt: number;
  /** Absent where it was answered with 200. */
  readonly failure?: string;
}

const [port, rate] = process.argv.slice(2).map(Number) as [number, number];
const agent = new Agent({ keepAlive: true });
const stop = new AbortController();
const end = () => stop.abort();
process.once('SIGTERM', end).once('disconnect', end);
// A terminal sends it to the whole group: the parent says when to end.
process.on('SIGINT', () => {});

async function sendNext(): Promise<void> {
  const id = randomBytes(16).toString('hex');
  const outcome = await sendOne(
    {
      url: new URL(`http://127.0.0.1:${port}/api/classify`),
      method: 'POST',
      headers: {
        host: `frontend.localhost:${port}`,
        'content-type': 'application/json',
        // W3C Trace Context: the id by which the console's page names the request.
        traceparent: `00-${id}-${randomBytes(8).toString('hex')}-01`,
      },
      body: JSON.stringify({ item: 'glass bottle' }),
      timeoutMs: 30_000,
    },
    agent,
  );
  const status = 'status' in outcome ? outcome.status : undefined;
  const failure = 'error' in outcome ? outcome.error : status === 200 ? undefined : `status ${status}`;
  const ended: EndedRequest = { id, endedAt: Date.now(), ...(failure !== undefined && { failure }) };
  if (process.connected) process.send?.(ended);
}

const start = performance.now();
const open = new Set<Promise<void>>();
for (let index = 0; !stop.signal.aborted; index += 1) {
  // From the start and not from the request before: a timer that fires late does not lower the rate.
  const early = start + dueMs(index, rate) - performance.now();
  if (early > 0) await sleep(early);
  const sent = sendNext();
  open.add(sent);
  void sent.then(() => open.delete(sent));
}
await Promise.all(open);
agent.destroy();
if (process.connected) process.disconnect();
