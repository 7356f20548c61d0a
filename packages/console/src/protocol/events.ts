import type { MeshStatus } from '@lab/mesh-client';
import type { LessonState } from './lesson.ts';
import type { MeshPicture } from './mesh.ts';
import type { LoadState } from './requests.ts';

/**
 * The events of `GET /api/events` by their name, each with its data. On connect the server sends `hello`, then the whole
 * present state (`lacks`, `mesh`, `status`, `requests`, `timeline`, `lesson`, and `load` where there was one), then what changes.
 * A page that does not read is disconnected; it connects again and gets the whole state.
 */
export interface ConsoleEvents {
  readonly hello: Hello;
  readonly lacks: readonly Lack[];
  readonly mesh: MeshPicture;
  readonly traffic: TrafficWindow;
  readonly requests: readonly RequestRow[];
  readonly status: StatusEvent;
  readonly timeline: readonly TimelineEntry[];
  readonly lesson: LessonState;
  readonly load: LoadState;
}

export type ConsoleEventName = keyof ConsoleEvents;

export interface Hello {
  /** Of the server, in milliseconds since the epoch: clocks of `at` below are its. */
  readonly now: number;
  /** The kube context, of a mesh in a cluster; absent for the lab on this machine. */
  readonly context?: string;
  /** The command that starts this console, or says where it is. */
  readonly command: string;
  /** Milliseconds that the figures of traffic are about. */
  readonly windowMs: number;
  /** Host names that the gateway has routes for. */
  readonly hosts: readonly string[];
  /** Address of the project's own application, where the gateway serves it: `http://frontend.localhost:8080`. */
  readonly application?: string;
}

/** What the mesh cannot tell, or does not at present. */
export interface Lack {
  /** What is not known for it; `answer`: anything new. */
  readonly what:
    | 'answer'
    | 'traffic'
    | 'ejections'
    | 'requests'
    | 'logs'
    | 'findings'
    | 'proxies'
    | 'lessons';
  /** Sentences: what is not shown and why, and what to do about it. */
  readonly text: string;
}

/** As `./lab status --json`. While an incident is open, findings that would tell its cause are left out. */
export interface StatusEvent {
  readonly status: MeshStatus;
  /** The incident that is open, whose cause the learner has not named. */
  readonly muted?: string;
}

/** What was called since the window before: sent when something happened, at most every 200 ms. */
export interface TrafficWindow {
  /** Milliseconds since the epoch, at its end. */
  readonly at: number;
  readonly edges: readonly EdgeTraffic[];
}

/** Calls from a node to one version of another, as the proxy of the caller logged or counted them. */
export interface EdgeTraffic {
  /** `FROM>TO` */
  readonly edge: string;
  /** Of the pod that answered; absent where none did. */
  readonly version?: string;
  readonly count: number;
  /** Calls that failed: a status of 400 or more, or no answer. */
  readonly failed: number;
  /** Milliseconds of the calls, at most 50 of them. */
  readonly durationsMs: readonly number[];
  /** In place of these, of proxies that count: how many calls took at most so many milliseconds, the bounds ascending. */
  readonly durationBuckets?: readonly DurationBucket[];
  /** By HTTP status; 0 for no answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** By Envoy's response flag. */
  readonly flags: Readonly<Record<string, number>>;
}

/** A bucket of a histogram. */
export interface DurationBucket {
  /** Milliseconds; absent for the bucket that has all. */
  readonly upTo?: number;
  /** Of all calls that took at most as long. */
  readonly count: number;
}

/** A request as it came into the mesh. Sent again, with the same id, when more of its hops are known. */
export interface RequestRow {
  /** Of its trace, or else of the request itself. */
  readonly id: string;
  /** Milliseconds since the epoch, at its beginning. */
  readonly at: number;
  /** `NAMESPACE/NAME` of the pod whose proxy saw it first on its way. */
  readonly entry: string;
  /** The node that the entry belongs to, or `outside`. */
  readonly from: string;
  readonly method?: string;
  readonly host?: string;
  /** Without the query. */
  readonly path?: string;
  /** 0 for no answer. */
  readonly status: number;
  /** Envoy's response flags: `NC`. */
  readonly flags: readonly string[];
  /** Envoy's `response_code_details`. */
  readonly details?: string;
  readonly durationMs: number;
  readonly failed: boolean;
  /** Name of the route that the entry took. */
  readonly route?: string;
  /** Absent where the proxies gave it none. Whether there is a trace of it depends on sampling. */
  readonly traceId?: string;
  /** The calls that are known of it, in the order of their beginning. */
  readonly hops: readonly RequestHop[];
}

export interface RequestHop {
  /** `FROM>TO` */
  readonly edge: string;
  /** `NAMESPACE/NAME` of the pod whose proxy logged it. */
  readonly pod: string;
  /** Name of the route that it took there. */
  readonly route?: string;
  readonly version?: string;
  readonly status: number;
  readonly flags: readonly string[];
  readonly durationMs: number;
}

export interface TimelineEntry {
  /** Counts up from 1. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly kind: 'edit' | 'rejected' | 'restart' | 'ejection' | 'pod' | 'error';
  /** A sentence without its full stop. */
  readonly text: string;
  readonly files?: readonly string[];
  /** `NAMESPACE/POD`, or a node of the picture. */
  readonly about?: string;
}
