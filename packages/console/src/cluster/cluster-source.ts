import { type ClusterClient, isServed, type MeshClient } from '@lab/mesh-client';
import type { Lack } from '../protocol.ts';
import type { Configuration, ConsoleSource, MeshEvent, Pace } from '../server/source.ts';
import { changedResources } from './changed-resources.ts';
import { clusterTraffic } from './cluster-traffic.ts';
import { incidentChanges } from './incident-changes.ts';

export interface ClusterSourceOptions {
  readonly root: string;
  readonly client: ClusterClient;
  /** The same mesh as commands see it, muted while an incident is open. */
  readonly connect: () => Promise<MeshClient>;
  /** The incident that is open in the cluster. */
  readonly incident: () => Promise<string | undefined>;
  /** Whether the learner has named the cause of an incident. */
  readonly isCauseNamed: (incident: string) => boolean;
  readonly explainText: ConsoleSource['explainText'];
  readonly lessons: NonNullable<ConsoleSource['lessons']>;
  /** Told when resources are others than at the look before. */
  readonly onChange: (event: MeshEvent) => void;
}

/** Every look is some calls of kubectl. Prometheus scrapes the proxies every 15 s. */
const PACE: Pace = { lookMs: 5_000, looksToStatus: 1 };
/** Looks at pods for each at the resources. */
const LOOKS_TO_CONFIGURATION = 2;
/** Milliseconds that the figures are about: some scrapes. */
const WINDOW_MS = 60_000;
const APPLICATION = 'frontend.localhost';

/** The mesh of a cluster, asked as the commands ask it. */
export function clusterSource(options: ClusterSourceOptions): ConsoleSource {
  const { root, client, connect, incident, isCauseNamed, explainText, lessons, onChange } = options;
  const { context } = client;
  const lacks = new Map(NEVER_READ(context).map(({ what, text }) => [what, text]));
  const lack = (what: Lack['what'], text: string | undefined) => {
    if (text === undefined) lacks.delete(what);
    else lacks.set(what, text);
  };
  const ofIncidents = incidentChanges();
  let looks = 0;
  let known: Configuration | undefined;
  const readConfiguration = shared(async () => {
    client.forget();
    const { mesh, resources } = await client.configuration();
    const before = known;
    const names = before ? changedResources(before.resources, resources) : [];
    if (before && names.length === 0) return before;
    known = { mesh, resources };
    const ejects = mesh.destinationRules.some(({ spec }) =>
      JSON.stringify(spec).includes('"outlierDetection"'),
    );
    lack('ejections', ejects ? EJECTIONS : undefined);
    if (before) {
      const told = ofIncidents.see(names, await incident());
      const muted = () => (told === undefined || isCauseNamed(told) ? undefined : told);
      onChange({ type: 'changed', names, before: before.resources, after: resources, muted });
    }
    return known;
  });
  const status = shared(() => client.status());
  return {
    ...{ root, context, explainText, lessons, pace: PACE },
    lacks: () => [...lacks].map(([what, text]) => ({ what, text })),
    mesh: async () => {
      // A question of a person is about what the cluster has now.
      client.forget();
      return connect();
    },
    hello: async () => {
      const hosts = await client.servedHosts().catch(() => []);
      const application = isServed(APPLICATION, hosts) ? `http://${APPLICATION}` : undefined;
      return { windowMs: WINDOW_MS, hosts, ...(application !== undefined && { application }) };
    },
    status: async () => {
      const [found, muted] = await Promise.all([status(), incident()]);
      return { status: found, ...(muted !== undefined && { muted }) };
    },
    configuration: async () => {
      looks += 1;
      return known && looks % LOOKS_TO_CONFIGURATION !== 0 ? known : readConfiguration();
    },
    pods: async () => (await status()).pods.map((pod) => ({ ...pod, reachedAt: [] })),
    openTraffic: () => clusterTraffic(client, lack),
    logs: async () => [],
    manifests: () => root,
    ejections: async () => new Map(),
  };
}

const EJECTIONS =
  'Ejections by outlier detection are not shown: the console does not read the statistics of proxies in a cluster.';

/** What is not read from any cluster, each with the command that says it. */
const NEVER_READ = (context: string): readonly Lack[] => [
  {
    what: 'logs',
    text: `Log lines are not read from a cluster. If a request failed, its cause names those that say why: ./lab why ID --on ${context}. Nor does it tell which routes the calls took: ./lab explain URL --on ${context} says which they would take now.`,
  },
  {
    what: 'findings',
    text: 'The resources of a cluster are not analyzed. Analyze the files that they were applied from: ./lab analyze FILE.',
  },
  {
    what: 'proxies',
    text: 'The Envoy configuration of proxies is not read from a cluster. Print it with istioctl proxy-config all POD -n NAMESPACE.',
  },
  {
    what: 'lessons',
    text: `Lessons on this page run on ${context}, and change its resources. A check applies your files again, and undoes what you changed there with kubectl. "Restore the files", or ./lab learn reset --on ${context}, puts back what was there before.`,
  },
];

/** The work, done once for all who ask while it is done. */
function shared<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let running: Promise<Value> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}
