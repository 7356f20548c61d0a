import { type HistoryPoint, withTraffic } from '../../measure/history.ts';
import { type CountsByEdge, countCalls, withWeights } from '../../measure/measured-shares.ts';
import { withWindow } from '../../measure/recent-traffic.ts';
import type {
  ConsoleEventName,
  ConsoleEvents,
  Hello,
  Lack,
  LessonState,
  LoadState,
  MeshPicture,
  RequestRow,
  StatusEvent,
  TimelineEntry,
  TrafficWindow,
} from '../../protocol.ts';

/** Rows and entries that the page keeps; what is older is forgotten. */
export const MOST_REQUESTS = 500;
const MOST_ENTRIES = 500;

/** `lost`: the page tries again by itself. `refused`: it has no way in any more. */
export type Connection = 'connecting' | 'live' | 'lost' | 'refused';

/** All that the page knows of the mesh. */
export interface ConsoleState {
  readonly connection: Connection;
  readonly hello?: Hello;
  /** What the mesh cannot tell. */
  readonly lacks: readonly Lack[];
  /** Milliseconds by which the clock of the server is ahead of the browser's. */
  readonly ahead: number;
  readonly mesh?: MeshPicture;
  readonly status?: StatusEvent;
  /** The newest first. */
  readonly requests: readonly RequestRow[];
  /** Of the last seconds, as long as figures are about. */
  readonly windows: readonly TrafficWindow[];
  readonly counts: CountsByEdge;
  /** What came into the mesh in the last ten minutes, the oldest first. */
  readonly history: readonly HistoryPoint[];
  /** Edges that were called, as far as the page was told. */
  readonly called: ReadonlySet<string>;
  /** The oldest first. */
  readonly timeline: readonly TimelineEntry[];
  readonly lesson?: LessonState;
  readonly load?: LoadState;
}

export const NOTHING: ConsoleState = {
  ...{ connection: 'connecting', ahead: 0, lacks: [], requests: [], windows: [], history: [], timeline: [] },
  ...{ counts: new Map(), called: new Set() },
};

type Handlers = {
  readonly [Name in ConsoleEventName]: (
    state: ConsoleState,
    data: ConsoleEvents[Name],
  ) => Partial<ConsoleState>;
};

const HANDLERS: Handlers = {
  // The whole present state follows.
  hello: (_, hello) => ({
    hello,
    ahead: hello.now - Date.now(),
    requests: [],
    timeline: [],
    connection: 'live',
  }),
  lacks: (_, lacks) => ({ lacks }),
  mesh: ({ counts }, mesh) => ({ mesh, counts: withWeights(counts, mesh) }),
  traffic: ({ windows, counts, called, history, mesh, hello }, window) => ({
    windows: withWindow(windows, window, hello?.windowMs),
    counts: countCalls(counts, window),
    history: withTraffic(history, window, mesh),
    called: withCalls(called, window.edges),
  }),
  requests: ({ requests, called }, rows) => ({
    requests: withRows(requests, rows),
    called: withCalls(
      called,
      rows.flatMap(({ hops }) => hops),
    ),
  }),
  status: (_, status) => ({ status }),
  timeline: ({ timeline }, entries) => ({ timeline: [...timeline, ...entries].slice(-MOST_ENTRIES) }),
  lesson: (_, lesson) => ({ lesson }),
  load: (_, load) => ({ load }),
};

/** The state after an event of the stream. */
export function afterEvent<Name extends ConsoleEventName>(
  state: ConsoleState,
  name: Name,
  data: ConsoleEvents[Name],
): ConsoleState {
  return { ...state, ...HANDLERS[name](state, data) };
}

/** The same set where it has all of them: what is drawn from it stays. */
function withCalls(
  called: ReadonlySet<string>,
  calls: readonly { readonly edge: string }[],
): ReadonlySet<string> {
  const added = calls.filter(({ edge }) => !called.has(edge));
  return added.length === 0 ? called : new Set([...called, ...added.map(({ edge }) => edge)]);
}

/** A row that is sent again takes the place of the one before it. */
function withRows(before: readonly RequestRow[], rows: readonly RequestRow[]): readonly RequestRow[] {
  const byId = new Map([...before, ...rows].map((row) => [row.id, row]));
  return [...byId.values()].sort((a, b) => b.at - a.at).slice(0, MOST_REQUESTS);
}
