import type { MeshPod, PodPart } from '@lab/mesh-client';
import type { TimelineEntry } from '../protocol.ts';
import type { MeshEvent } from '../server/source.ts';
import type { AddressedPod } from './places.ts';
import { createRing } from './ring.ts';

/** Entries that are kept. */
const MOST_ENTRIES = 500;

type SeenPod = MeshPod & Pick<AddressedPod, 'generation'>;

type NewEntry = Omit<TimelineEntry, 'id' | 'at'> & { readonly at?: number };

/** What happened to the mesh, in the order of time. */
export interface Timeline {
  entries(): readonly TimelineEntry[];
  /** Notes what is told, where it is something that a person did or should know. */
  tell(event: MeshEvent): readonly TimelineEntry[];
  /** Notes how pods differ from those that were seen before. */
  see(pods: readonly SeenPod[], ejectedBy: ReadonlyMap<string, readonly string[]>): readonly TimelineEntry[];
}

export function createTimeline(now: () => number = Date.now, limit = MOST_ENTRIES): Timeline {
  const ring = createRing<TimelineEntry>(limit);
  let last = 0;
  let before: ReadonlyMap<string, SeenPod> | undefined;
  let ejected: ReadonlyMap<string, readonly string[]> = new Map();
  const note = (entries: readonly NewEntry[]) =>
    entries.map((entry) => {
      const noted = { id: ++last, at: now(), ...entry };
      ring.add(noted);
      return noted;
    });
  return {
    entries: ring.values,
    tell: (event) => note(entriesOf(event)),
    see: (pods, ejectedBy) => {
      // While a pod is replaced there are two of its name.
      const inOrder = pods.toSorted((a, b) => generationOf(a) - generationOf(b));
      const after = new Map(inOrder.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
      const changes = before ? podChanges(before, after) : [];
      const ejections = ejectionChanges(ejected, ejectedBy);
      before = after;
      ejected = ejectedBy;
      return note([...changes, ...ejections]);
    },
  };
}

function entriesOf(event: MeshEvent): NewEntry[] {
  switch (event.type) {
    case 'applied': {
      const restarted = event.workloads ? `: restarted ${event.workloads.join(', ')}` : '';
      const text = `live after ${Math.round(event.milliseconds)} ms${restarted}`;
      return [{ kind: event.workloads ? 'restart' : 'edit', text, files: event.files }];
    }
    case 'configured': {
      const { overlay, components } = event.choice;
      const with_ = components.length > 0 ? ` with ${components.join(', ')}` : '';
      return [{ kind: 'edit', text: `live: ${overlay ?? 'the manifests'}${with_}` }];
    }
    case 'findings': {
      const refused = event.findings.filter(
        ({ severity, outcome }) => severity === 'error' && /^not applied/.test(outcome ?? ''),
      );
      if (event.inForce && refused.length === 0) return [];
      const about = event.inForce ? refused : event.findings.filter(({ severity }) => severity === 'error');
      const codes = [...new Set(about.map(({ code }) => code))].join(', ');
      const files = [...new Set(about.flatMap(({ location }) => location?.file ?? []))];
      return [{ kind: 'rejected', text: `not applied: ${codes}`, files }];
    }
    case 'changed':
      return [changedEntry(event)];
    case 'error':
      return [{ kind: 'error', text: (event.error as Error).message.split('\n')[0] ?? '' }];
    default:
      return [];
  }
}

/** Names of resources would tell where an incident is. */
function changedEntry({ names, muted }: Extract<MeshEvent, { type: 'changed' }>): NewEntry {
  const text = 'changed in the cluster';
  const incident = muted?.();
  if (incident === undefined) return { kind: 'edit', text, files: names };
  return { kind: 'edit', text: `${text}: the names are muted while the incident ${incident} is open` };
}

type Pods = ReadonlyMap<string, SeenPod>;

function generationOf({ generation = 0 }: SeenPod): number {
  return generation;
}

function podChanges(before: Pods, after: Pods): NewEntry[] {
  const entry = (kind: NewEntry['kind'], about: string, text: string, at?: number): NewEntry => ({
    ...{ kind, about, text: `${about} ${text}` },
    ...(at !== undefined && { at }),
  });
  const gone = [...before.keys()]
    .filter((name) => !after.has(name))
    .map((name) => entry('pod', name, 'has ended'));
  const changed = [...after].flatMap(([name, pod]) => {
    const old = before.get(name);
    if (!old) return [entry('pod', name, 'has started')];
    if (generationOf(pod) > generationOf(old)) return [entry('restart', name, 'is replaced by a new pod')];
    const parts = (['application', 'sidecar'] as const).filter(
      (part) => restarts(pod[part]) > restarts(old[part]),
    );
    const again = parts.map((part) => {
      const exit = pod[part]?.lastExit;
      return entry('restart', name, `${part} restarted${exit === undefined ? '' : ` after ${exit}`}`);
    });
    const readiness =
      pod.ready === old.ready ? [] : [entry('pod', name, pod.ready ? 'is ready' : 'is not ready')];
    return [...again, ...readiness];
  });
  return [...gone, ...changed];
}

function restarts(part: PodPart | undefined): number {
  return part?.restarts ?? 0;
}

type Ejections = ReadonlyMap<string, readonly string[]>;

function ejectionChanges(before: Ejections, after: Ejections): NewEntry[] {
  const out = [...after].filter(([pod]) => !before.has(pod));
  const back = [...before.keys()].filter((pod) => !after.has(pod));
  return [
    ...out.map(([pod, by]) => ({
      kind: 'ejection' as const,
      about: pod,
      text: `${pod} is ejected by the proxies of ${by.join(', ')}`,
    })),
    ...back.map((pod) => ({ kind: 'ejection' as const, about: pod, text: `${pod} takes requests again` })),
  ];
}
