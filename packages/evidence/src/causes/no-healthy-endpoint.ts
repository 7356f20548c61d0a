import { type journey, type Service, selectsPod } from '@lab/istio';
import { type CauseDefinition, type EvidenceLine, literal, logLine, type Verdict } from '../cause.ts';
import { configurationLine, editOf, sourceLine } from '../configuration-lines.ts';
import { configuredCluster } from '../configured.ts';
import type { Evidence } from '../evidence.ts';
import type { Incident } from '../incident.ts';

interface Endpoints {
  readonly cluster: journey.DestinationStep;
  readonly service: Service | undefined;
  /** Pods of the mesh that the Service and the subset select; absent where the statistics do not say. */
  readonly pods: readonly string[];
  readonly total: number | undefined;
  readonly ejected: number | undefined;
  /** Answers of the DNS, where the proxy looks up names. */
  readonly lookups: number;
  readonly lines: readonly EvidenceLine[];
  readonly what: string;
}

/** What a caller's cluster has, as its proxy counts and as the configuration says. */
async function endpoints({ origin }: Incident, evidence: Evidence): Promise<Endpoints | undefined> {
  if (!origin.flags.has('UH') || !origin.cluster) return undefined;
  const cluster = configuredCluster(evidence, origin);
  const host = cluster?.host;
  if (!cluster || host === undefined) return undefined;
  const stats = await evidence.statistics(
    origin.pod,
    `^cluster\\.${literal(origin.cluster)};?\\..*(membership_total|ejections_active|update_(success|empty|failure))$`,
  );
  const count = (name: string) => [...stats].find(([key]) => key.endsWith(name))?.[1];
  const groups = new Set(cluster.endpoints.map(({ workload }) => workload));
  const service = evidence.mesh.services.find(({ hostname }) => hostname === host);
  // That an endpoint is missing is what counts of the members; of all others, what happened.
  const shown = [...stats].filter(([name, value]) => value > 0 || name.endsWith('membership_total'));
  const lines = shown.map(([name, value]) => ({
    source: `statistic of ${origin.pod}`,
    text: `${name}: ${value}`,
  }));
  return {
    ...{ cluster, service },
    pods: evidence.pods
      .filter(({ namespace, workload }) => groups.has(`${namespace}/${workload}`))
      .map(({ pod }) => pod),
    total: count('membership_total'),
    ejected: count('ejections_active'),
    lookups: ['update_success', 'update_empty', 'update_failure'].reduce(
      (sum, name) => sum + (count(name) ?? 0),
      0,
    ),
    lines: [
      logLine(origin),
      ...lines,
      ...(cluster.rule ? [sourceLine(cluster.rule, 'is for this host')] : []),
    ],
    what: cluster.subset ? `subset ${cluster.subset} of ${host}` : host,
  };
}

/** Whether the proxy itself looks up the name of what the cluster leads to. */
function looksUp({ service }: Endpoints): boolean {
  return service?.resolution === 'dns' || service?.resolution === 'dns-round-robin';
}

const next = ['./lab status'];

export const allEjected: CauseDefinition = {
  code: 'ALL_EJECTED',
  title: 'All endpoints are ejected',
  meaning:
    "The caller's outlier detection has ejected every endpoint after errors, and panic routing is off.",
  evidence: 'The caller logs 503 UH; its cluster has members, and as many ejections are active.',
  fix: 'Mend what fails behind the ejected endpoints, or lower `maxEjectionPercent`.',
  async find(incident, evidence): Promise<Verdict | undefined> {
    const found = await endpoints(incident, evidence);
    if (!found?.total || !found.ejected) return undefined;
    return {
      certainty: found.ejected >= found.total ? 'certain' : 'likely',
      sentence: `Outlier detection of ${incident.origin.pod} has ejected ${found.ejected} of ${found.total} endpoints of ${found.what}.`,
      ...{ lines: found.lines, next: [...editOf(found.cluster.rule), ...next] },
      not: ['Not a missing pod: the cluster has endpoints.'],
    };
  },
};

export const noneReady: CauseDefinition = {
  code: 'NO_POD_READY',
  title: 'No pod is ready',
  meaning: 'Pods are selected, and none of them is ready. Endpoints are ready pods only.',
  evidence:
    'The caller logs 503 UH; its cluster has no member, and the pods that the Service selects are not ready.',
  fix: 'Find out why the pods are not ready: their log, their probes.',
  async find(incident, evidence): Promise<Verdict | undefined> {
    const found = await endpoints(incident, evidence);
    if (!found || found.total || looksUp(found) || found.pods.length === 0) return undefined;
    const ready = found.cluster.endpoints.some((group) => group.ready > 0);
    const [first = ''] = found.pods;
    return {
      certainty: found.total === 0 && !ready ? 'certain' : 'likely',
      sentence: `None of the pods of ${found.what} ${ready ? 'was' : 'is'} ready: ${found.pods.join(', ')}.`,
      lines: found.lines,
      not: ready
        ? ['A pod is ready now: that none was is not sure any more.']
        : ['Not the labels: they select pods.'],
      next: [...next, `./lab logs ${first}`],
    };
  },
};

export const noneSelected: CauseDefinition = {
  code: 'NO_POD_SELECTED',
  title: 'No pod is selected',
  meaning:
    "No pod has the labels of the Service's selector, or of the subset; or none of those that do has a container port of the name in " +
    '`targetPort`; or the Service has no selector.',
  evidence:
    'The caller logs 503 UH; its cluster has no member, and the configuration has no pod that the Service and the subset select.',
  fix:
    'If the Deployment has no replicas, scale it up. Otherwise correct the selector or the `targetPort` of the Service, or the labels of ' +
    'the subset or the pods. For endpoints that are no pods, use a ServiceEntry.',
  async find(incident, evidence): Promise<Verdict | undefined> {
    const found = await endpoints(incident, evidence);
    if (!found || found.total || looksUp(found) || found.pods.length > 0) return undefined;
    const { cluster, service } = found;
    const others = service ? evidence.mesh.pods.filter((pod) => selectsPod(service, pod)) : [];
    const { sentence, lines } = notSelected(found, others.length);
    return {
      certainty: found.total === 0 && cluster.endpoints.length === 0 ? 'certain' : 'likely',
      sentence,
      lines: [...found.lines, ...lines],
      not: [
        'Not a missing cluster: the proxy has it, without endpoints.',
        ...(others.length > 0
          ? [`Not the selector of the Service: it selects ${podCount(others.length)}.`]
          : []),
      ],
      next,
    };
  },
};

/** What of a Service keeps its pods, or all pods, from being endpoints. */
function notSelected(
  { cluster, service, what }: Endpoints,
  pods: number,
): { readonly sentence: string; readonly lines: readonly EvidenceLine[] } {
  if (service?.registry !== 'kubernetes')
    return { sentence: `The labels of ${what} select no pod.`, lines: [] };
  const selector = Object.entries(service.selector).map((pair) => pair.join('='));
  const at = (field: string, text: string) => [configurationLine(service.resource, ['spec', field], text)];
  if (selector.length === 0)
    return {
      sentence: `Service ${what} has no selector, so it has no endpoint.`,
      lines: at('ports', 'has no selector'),
    };
  const port = service.ports.find((each) => each.port === cluster.port);
  if (pods > 0 && cluster.subset === undefined && typeof port?.targetPort === 'string')
    return {
      sentence: `${what} selects ${podCount(pods)}, and none has a container port named "${port.targetPort}".`,
      lines: at('ports', `sends port ${port.port} to targetPort ${port.targetPort}`),
    };
  return {
    sentence: `The labels of ${what} select no pod.`,
    lines: at('selector', `selects ${selector.join(', ')}`),
  };
}

function podCount(count: number): string {
  return count === 1 ? '1 pod' : `${count} pods`;
}

export const nameNotResolved: CauseDefinition = {
  code: 'NAME_NOT_RESOLVED',
  title: 'The name of the external host is not resolved',
  meaning: 'The ServiceEntry has resolution DNS, and the proxy finds no address for the name.',
  evidence:
    'The caller logs 503 UH, or DF; its cluster has no member although the DNS has answered (`update_success`, `update_empty` or `update_failure`), and its Service has resolution DNS.',
  fix: 'Correct the host of the ServiceEntry, list its `endpoints`, or mend the DNS of the proxy.',
  async find(incident, evidence): Promise<Verdict | undefined> {
    const found = await endpoints(incident, evidence);
    if (!found || found.total || !looksUp(found)) return undefined;
    const { service, what, lookups } = found;
    return {
      certainty: lookups > 0 ? 'certain' : 'likely',
      sentence: `${incident.origin.pod} finds no address for ${what}.`,
      lines: [
        ...found.lines,
        ...(service
          ? [configurationLine(service.resource, ['spec', 'resolution'], 'has resolution DNS')]
          : []),
      ],
      not: [
        lookups > 0
          ? 'Not labels or readiness: the endpoint is a name, and not a pod.'
          : 'The first answer of the DNS may not have arrived yet: what would decide are the statistics update_success and update_failure of the cluster.',
      ],
      next: [`Look the name up: nslookup ${service?.hostname}`],
    };
  },
};
