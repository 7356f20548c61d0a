import type { AccessLogEntry } from '@lab/evidence';
import type { Mesh, Resource } from '@lab/istio';
import type { Explanation, MeshClient } from '@lab/mesh-client';
import type { AddressedPod } from '../feed/places.ts';
import type { ExplainAnswer, Hello, LogRow, StatusEvent } from '../protocol.ts';
import type { LessonDesk } from './lesson-desk.ts';

/** What the console shows: a mesh, asked as the commands of `./lab` ask it. */
export interface ConsoleSource {
  /** Absolute path of the project, from which places of findings count. */
  readonly root: string;
  /** The mesh, which says nothing of causes while an incident is open. @throws LabError when it does not answer */
  mesh(): Promise<MeshClient>;
  hello(): Promise<Omit<Hello, 'now'>>;
  /** As `./lab status --json`, with what an incident mutes left out. */
  status(): Promise<StatusEvent>;
  /** The configuration in force. The same object until it changes. */
  configuration(): Promise<Configuration>;
  pods(): Promise<readonly AddressedPod[]>;
  /** What the proxies write of requests, from now on and a little before. Reading costs something only while it is open. */
  openAccessLogs(): AccessLogReader;
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

export interface AccessLogReader {
  /** What came since it was read before. */
  read(): readonly AccessLogEntry[];
  /** Reads the logs of pods that have come since, too. */
  follow(): void;
  close(): void;
}
