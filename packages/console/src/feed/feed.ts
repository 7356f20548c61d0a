import { LabError } from '@lab/errors';
import type { Lack, LoadState } from '../protocol.ts';
import type { ConsoleEvent } from '../server/event-stream.ts';
import type { ConsoleSource, MeshEvent, ReadTraffic, TrafficReader } from '../server/source.ts';
import { presentState } from './present-state.ts';
import { createTimeline } from './timeline.ts';

/** What the stream tells, as long as a page is open: nothing is read and nothing asked otherwise. */
export interface Feed {
  /** The whole present state, for a page that has just come. Where the mesh does not answer, it says so. */
  state(): Promise<readonly ConsoleEvent[]>;
  /** Begins to look and to tell. */
  start(): void;
  stop(): void;
  /** Takes note of what happens to the mesh, also while nobody looks. */
  tell(event: MeshEvent): void;
  /** How often it has looked. */
  readonly looks: number;
}

interface FeedOptions {
  /** The command that starts the console, or says where it is. */
  readonly command: string;
  readonly send: (event: ConsoleEvent) => void;
  /** The last order of requests. */
  readonly load?: () => LoadState | undefined;
}

export function createFeed(
  source: ConsoleSource,
  { command, send, load = () => undefined }: FeedOptions,
): Feed {
  const { lookMs, looksToStatus, looksToEjections } = source.pace;
  const timeline = createTimeline();
  const present = presentState(source, timeline, send);
  let traffic: TrafficReader | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looks = 0;
  let isBusy = false;
  let isStale = false;
  let problem: Lack | undefined;
  let told = '';

  const lacks = () => [...(problem ? [problem] : []), ...source.lacks()];
  const tellLacks = () => {
    const data = lacks();
    if (JSON.stringify(data) === told) return;
    told = JSON.stringify(data);
    send({ name: 'lacks', data });
  };
  const read = async (): Promise<ReadTraffic> => {
    const { places } = present;
    return places && traffic ? traffic.read(places) : { requests: [] };
  };
  const tellCalls = async () => {
    const { window, requests } = await read();
    // A page draws no traffic of an edge that it does not have.
    const edges = [...(window?.edges ?? []), ...requests.flatMap(({ hops }) => hops)];
    if (present.see(edges.map(({ edge }) => edge))) await present.refresh();
    if (window) send({ name: 'traffic', data: window });
    if (requests.length > 0) send({ name: 'requests', data: requests });
  };
  /** A mesh that does not answer is said to the page, which shows what was known before. */
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
      problem = undefined;
    } catch (error) {
      problem = { what: 'answer', text: problemText(error) };
    }
  };
  const look = async () => {
    // What takes long delays the next look, and loses nothing.
    if (isBusy) return;
    isBusy = true;
    looks += 1;
    const wasLost = problem !== undefined;
    await attempt(async () => {
      if (looksToEjections !== undefined && looks % looksToEjections === 0) await present.refreshEjections();
      if (isStale || looks % looksToStatus === 0) {
        isStale = false;
        traffic?.follow();
        await present.refresh();
      }
      await tellCalls();
    });
    // A page that came meanwhile was not told what to send requests to.
    if (wasLost && !problem && timer) for (const event of await whole()) send(event);
    isBusy = false;
    if (timer) tellLacks();
  };
  const whole = async (): Promise<readonly ConsoleEvent[]> => {
    const { context } = source;
    const own = { now: Date.now(), command, ...(context !== undefined && { context }) };
    return [
      { name: 'hello', data: { ...own, ...(await source.hello()) } },
      { name: 'lacks', data: lacks() },
      ...present.events(),
      { name: 'requests', data: traffic?.requests() ?? [] },
      { name: 'timeline', data: timeline.entries() },
      ...[load()].flatMap((data) => (data ? [{ name: 'load' as const, data }] : [])),
    ];
  };
  /** What was known before anybody looked: requests, and no traffic. */
  const open = async () => {
    traffic = source.openTraffic();
    await present.refresh();
    const { window, requests } = await read();
    const edges = [...(window?.edges ?? []), ...requests.flatMap(({ hops }) => hops)];
    if (present.see(edges.map(({ edge }) => edge))) await present.refresh();
  };
  return {
    get looks() {
      return looks;
    },
    state: async () => {
      await attempt(traffic ? present.refresh : open);
      // Other pages are told, too; what this one is told counts as told.
      tellLacks();
      return whole();
    },
    start: () => {
      timer ??= setInterval(() => void look(), lookMs);
    },
    stop: () => {
      clearInterval(timer);
      timer = undefined;
      traffic?.close();
      traffic = undefined;
    },
    tell: (event) => {
      const entries = timeline.tell(event);
      if (entries.length > 0) send({ name: 'timeline', data: entries });
      isStale = true;
    },
  };
}

/** What went wrong, and what to do about it. */
function problemText(error: unknown): string {
  const { message } = error as Error;
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return error instanceof LabError ? `${sentence} ${error.remedy}` : sentence;
}
