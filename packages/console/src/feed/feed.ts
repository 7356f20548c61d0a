import type { LabEvent } from '@lab/local';
import type { LoadState } from '../protocol.ts';
import type { ConsoleEvent } from '../server/event-stream.ts';
import type { AccessLogReader, ConsoleSource } from '../server/source.ts';
import { callOf } from './calls.ts';
import { presentState } from './present-state.ts';
import { requestRows } from './request-rows.ts';
import { createTimeline } from './timeline.ts';
import { trafficOf } from './traffic-window.ts';

/** Milliseconds between two looks at the access logs; the lab's proxies write them every 100 ms. */
const LOOK_MS = 200;
/** Looks at the logs for each at pods and configuration, and at ejections. */
const LOOKS_TO_STATUS = 5;
const LOOKS_TO_EJECTIONS = 10;

/** What the stream tells, as long as a page is open: nothing is read and nothing asked otherwise. */
export interface Feed {
  /** The whole present state, for a page that has just come. @throws LabError when the mesh does not answer */
  state(): Promise<readonly ConsoleEvent[]>;
  /** Begins to look and to tell. */
  start(): void;
  stop(): void;
  /** Takes note of what the lab tells, also while nobody looks. */
  tell(event: LabEvent): void;
  /** How often it has looked. */
  readonly looks: number;
}

export function createFeed(
  source: ConsoleSource,
  send: (event: ConsoleEvent) => void,
  load: () => LoadState | undefined = () => undefined,
): Feed {
  const timeline = createTimeline();
  const rows = requestRows();
  const present = presentState(source, timeline, send);
  let logs: AccessLogReader | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;
  let isBusy = false;
  let isStale = false;

  const newCalls = () => {
    const { places } = present;
    return places ? (logs?.read() ?? []).flatMap((entry) => callOf(entry, places) ?? []) : [];
  };
  const tellCalls = async () => {
    const calls = newCalls();
    const now = Date.now();
    // A page draws no traffic of an edge that it does not have.
    if (present.see(calls.flatMap(({ edge }) => edge ?? []))) await present.refresh();
    const changed = rows.add(calls, now);
    const traffic = trafficOf(calls, now);
    if (traffic) send({ name: 'traffic', data: traffic });
    if (changed.length > 0) send({ name: 'requests', data: changed });
  };
  const look = async () => {
    // What takes long delays the next look, and loses nothing: the lines are in the files.
    if (isBusy) return;
    isBusy = true;
    looks += 1;
    try {
      if (looks % LOOKS_TO_EJECTIONS === 0) await present.refreshEjections();
      if (isStale || looks % LOOKS_TO_STATUS === 0) {
        isStale = false;
        logs?.follow();
        await present.refresh();
      }
      await tellCalls();
    } catch {
      // A mesh that is stopping does not answer; what it says while it runs comes with the next look.
    } finally {
      isBusy = false;
    }
  };
  /** What was logged before anybody looked: requests, and no traffic. */
  const open = async () => {
    rows.clear();
    logs = source.openAccessLogs();
    await present.refresh();
    const calls = newCalls();
    present.see(calls.flatMap(({ edge }) => edge ?? []));
    rows.add(calls, Date.now());
  };
  return {
    get looks() {
      return looks;
    },
    state: async () => {
      if (!logs) await open();
      await present.refresh();
      return [
        { name: 'hello', data: { now: Date.now(), ...(await source.hello()) } },
        ...present.events(),
        { name: 'requests', data: rows.rows() },
        { name: 'timeline', data: timeline.entries() },
        ...[load()].flatMap((data) => (data ? [{ name: 'load' as const, data }] : [])),
      ];
    },
    start: () => {
      timer ??= setInterval(() => void look(), LOOK_MS);
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
      logs?.close();
      logs = undefined;
    },
    tell: (event) => {
      const entries = timeline.tell(event);
      if (entries.length > 0) send({ name: 'timeline', data: entries });
      isStale = true;
    },
  };
}
