import { areSame, type MeshDiff, type Resource, toPortable } from '@lab/istio';
import type { ChangesAnswer, ResourceAct } from '../protocol.ts';
import type { Configuration, ConsoleSource, MeshEvent } from '../server/source.ts';
import { runTask } from './run-task.ts';

/** Resources times workloads up to which it is worked out where each resource acts: some seconds of a processor. */
const MOST_TRANSLATIONS = 5_000;

type Acts = Readonly<Record<string, readonly ResourceAct[]>>;

/** What is known of the configuration beside itself; each worked out once, when somebody asks. */
export interface ConfigurationDesk {
  /** Where each resource acts, by `Kind NAMESPACE/NAME`; nothing for a configuration that is too large. */
  acts(configuration: Configuration): Promise<Acts>;
  /** What the last edit does to requests, if that does not tell the cause of an incident. */
  lastChange(): Promise<ChangesAnswer>;
  /** Takes note of an edit that is in force. */
  tell(event: MeshEvent): void;
}

interface Edit {
  readonly at: number;
  readonly files: readonly string[];
  readonly before: readonly Resource[];
  readonly after: readonly Resource[];
  readonly muted?: (() => string | undefined) | undefined;
  diff?: Promise<MeshDiff>;
}

export function configurationDesk(
  source: Pick<ConsoleSource, 'configuration' | 'context'>,
): ConfigurationDesk {
  let known: { readonly of: Configuration; readonly acts: Promise<Acts> } | undefined;
  let last: Edit | undefined;
  // A cluster says what was before; nothing is asked of it before anybody looks.
  let current: Promise<readonly Resource[]> =
    source.context === undefined
      ? source.configuration().then(({ resources }) => resources)
      : Promise.resolve([]);
  const note = async (files: readonly string[], at: number) => {
    const [before, { resources: after }] = await Promise.all([current, source.configuration()]);
    current = Promise.resolve(after);
    // A file that is written twice is read twice, and the second time says nothing of what the edit did.
    if (!areSame(before, after)) last = { at, files, before, after };
  };
  return {
    acts: (configuration) => {
      if (known?.of !== configuration) known = { of: configuration, acts: findActs(configuration) };
      return known.acts;
    },
    lastChange: async () => {
      const muted = last?.muted?.();
      if (!last || muted !== undefined) return muted === undefined ? {} : { muted };
      const { at, files, before, after } = last;
      last.diff ??= runTask<MeshDiff>({
        kind: 'diff',
        before: before.map(toPortable),
        after: after.map(toPortable),
      });
      return { last: { at, files, diff: await last.diff } };
    },
    tell: (event) => {
      if (event.type === 'applied' && !event.workloads) void note(event.files, Date.now());
      if (event.type === 'changed') {
        const { names, before, after, muted } = event;
        last = { at: Date.now(), files: names, before, after, muted };
      }
      if (event.type === 'configured') void note([], Date.now());
    },
  };
}

async function findActs({ mesh, resources }: Configuration): Promise<Acts> {
  const workloads = new Set(mesh.pods.map(({ namespace, workload }) => `${namespace}/${workload}`));
  if (workloads.size * resources.length > MOST_TRANSLATIONS) return {};
  return runTask({ kind: 'acts', resources: resources.map(toPortable) });
}
