import { type EdgesOfMesh, edgesOfMesh, pictureOf } from '../picture/mesh-picture.ts';
import type { LessonState, MeshPicture, StatusEvent } from '../protocol.ts';
import type { ConsoleEvent } from '../server/event-stream.ts';
import type { Configuration, ConsoleSource } from '../server/source.ts';
import { type Places, type PodPlaces, placesOf } from './places.ts';
import type { Timeline } from './timeline.ts';

/** Edges beside those of the configuration: hosts are what callers write, any number of them. */
const MOST_SEEN = 200;

/** Pods, configuration and status of the mesh as they were last looked at. */
export interface PresentState {
  /** Where names in logs lead to; undefined before the first look. */
  readonly places: Places | undefined;
  /** Looks, and tells what has changed. @throws LabError when the mesh does not answer */
  refresh(): Promise<void>;
  /** Looks at what outlier detection does. @throws LabError when the mesh does not answer */
  refreshEjections(): Promise<void>;
  /** Adds edges that the picture lacks. @returns whether there are any */
  see(edges: readonly string[]): boolean;
  /** What a page is to know of it at first. */
  events(): readonly ConsoleEvent[];
}

export function presentState(
  source: ConsoleSource,
  timeline: Timeline,
  send: (event: ConsoleEvent) => void,
): PresentState {
  const seen = new Set<string>();
  let places: (Places & PodPlaces) | undefined;
  let ejectedBy: ReadonlyMap<string, readonly string[]> = new Map();
  let drawn: { configuration: Configuration; seen: number; edges: EdgesOfMesh } | undefined;
  let mesh: MeshPicture | undefined;
  let status: StatusEvent | undefined;
  let lesson: LessonState | undefined;
  const events = (): ConsoleEvent[] => [
    ...(mesh ? [{ name: 'mesh' as const, data: mesh }] : []),
    ...(status ? [{ name: 'status' as const, data: status }] : []),
    ...(lesson ? [{ name: 'lesson' as const, data: lesson }] : []),
  ];
  const edgesFor = async (configuration: Configuration) => {
    if (drawn?.configuration !== configuration || drawn.seen !== seen.size) {
      const count = seen.size;
      drawn = { configuration, seen: count, edges: await edgesOfMesh(configuration.mesh, seen) };
    }
    return drawn.edges;
  };
  return {
    get places() {
      return places;
    },
    refresh: async () => {
      const [configuration, pods, found, learned] = await Promise.all([
        source.configuration(),
        source.pods(),
        source.status(),
        source.lessons?.state(),
      ]);
      const moved = timeline.see(pods, ejectedBy);
      if (moved.length > 0) send({ name: 'timeline', data: moved });
      const edges = await edgesFor(configuration);
      const before = events().map((event) => JSON.stringify(event));
      places = placesOf(configuration.mesh, pods, places);
      mesh = pictureOf(configuration.mesh, pods, edges, ejectedBy);
      status = found;
      lesson = learned;
      for (const event of events()) if (!before.includes(JSON.stringify(event))) send(event);
    },
    refreshEjections: async () => {
      ejectedBy = await source.ejections();
    },
    see: (edges) => {
      const fresh = edges.filter((edge) => !drawn?.edges.has(edge) && !seen.has(edge));
      for (const edge of fresh) if (seen.size < MOST_SEEN) seen.add(edge);
      return seen.size !== drawn?.seen;
    },
    events,
  };
}
