import type { Mesh, Resource } from '@lab/istio';
import type { LabEvent } from '@lab/local';
import type { Explanation, MeshClient } from '@lab/mesh-client';
import type { AddressedPod, Places } from '../feed/places.ts';
import type {
  ExplainAnswer,
  Hello,
  Lack,
  LogRow,
  RequestRow,
  StatusEvent,
  TrafficWindow,
} from '../protocol.ts';
import type { LessonDesk } from './lesson-desk.ts';

/** What the console shows: a mesh, asked as the commands of `./lab` ask it. */
export interface ConsoleSource {
  /** Absolute path of the project, from which places of findings count. */
  readonly root: string;
  /** The kube context, of a mesh in a cluster. */
  readonly context?: string;
  readonly pace: Pace;
  /** What it cannot tell, as far as that was found out by now. */
  lacks(): readonly Lack[];
  /** The mesh, which says nothing of causes while an incident is open. @throws LabError when it does not answer */
  mesh(): Promise<MeshClient>;
  /** Never rejected. */
  hello(): Promise<Omit<Hello, 'now' | 'context' | 'command'>>;
  /** As `./lab status --json`, with what an incident mutes left out. */
  status(): Promise<StatusEvent>;
  /** The configuration in force. The same object until it changes. */
  configuration(): Promise<Configuration>;
  pods(): Promise<readonly AddressedPod[]>;
  /** What is known of calls, from now on and a little before. Reading costs something only while it is open. */
  openTraffic(): TrafficReader;
  /** What proxies and applications wrote of a request, the oldest first. */
  logs(id: string): Promise<readonly LogRow[]>;
  /** An explanation in the words of `./lab explain`. */
  explainText(explanation: Explanation): ExplainAnswer['text'];
  /** Absent where no lessons are done. */
  readonly lessons?: LessonDesk;
  /** The folder of the manifests, from which alone lines are shown: absolute. */
  manifests(): string;
  /** Which proxies have taken which pods out of their load balancing: by pod, the callers' workloads. */
  ejections(): Promise<ReadonlyMap<string, readonly string[]>>;
}

export interface Configuration {
  readonly mesh: Mesh;
  readonly resources: readonly Resource[];
}

/** How often a source is looked at while a page is open. */
export interface Pace {
  /** Milliseconds between two looks at the traffic. */
  readonly lookMs: number;
  /** Looks at the traffic for each at pods and configuration. */
  readonly looksToStatus: number;
  /** The same for each at ejections; absent where they are not known. */
  readonly looksToEjections?: number;
}

export interface TrafficReader {
  /** What came since it was read before, by the places that names lead to now. */
  read(places: Places): Promise<ReadTraffic>;
  /** The requests that are known, the oldest first. */
  requests(): readonly RequestRow[];
  /** Reads of pods that have come since, too. */
  follow(): void;
  close(): void;
}

export interface ReadTraffic {
  /** Absent where nothing was called. */
  readonly window?: TrafficWindow;
  /** Those that are new, or known better. */
  readonly requests: readonly RequestRow[];
}

/** What the console takes note of: what the lab tells, and resources of a cluster that are others than before. */
export type MeshEvent =
  | LabEvent
  | {
      readonly type: 'changed';
      /** `Kind NAMESPACE/NAME` of each that was changed, added or removed. */
      readonly names: readonly string[];
      readonly before: readonly Resource[];
      readonly after: readonly Resource[];
      /** The incident whose cause it would tell; nothing as soon as that is named. */
      readonly muted?: () => string | undefined;
    };
