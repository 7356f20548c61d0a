import { endpointsOf, parseClusterName } from '@lab/istio';
import { type CauseDefinition, logLine, type Verdict } from '../cause.ts';
import type { Evidence } from '../evidence.ts';
import type { Incident } from '../incident.ts';

/** What a caller's cluster has, as its proxy counts and as the configuration says. */
async function endpoints({ origin }: Incident, { mesh, pods, statistics }: Evidence) {
  if (!origin.flags.has('UH') || !origin.cluster) return undefined;
  const { hostname, port, subset } = parseClusterName(origin.cluster) ?? {};
  const service = mesh.services.find((each) => each.hostname === hostname);
  const servicePort = service?.ports.find((each) => each.port === port);
  const selected = (service && servicePort ? endpointsOf(mesh, service, servicePort) : []).flatMap(
    ({ pod }) => (pod ? [`${pod.namespace}/${pod.name}`] : []),
  );
  const literal = origin.cluster.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const stats = await statistics(
    origin.pod,
    `^cluster\\.${literal};?\\..*(membership_total|ejections_active)$`,
  );
  const count = (name: string) => [...stats].find(([key]) => key.endsWith(name))?.[1];
  const ready = selected.filter((pod) => pods.some((each) => each.pod === pod && each.ready));
  const lines = [
    logLine(origin),
    ...[...stats].map(([name, value]) => ({
      source: `statistic of ${origin.pod}`,
      text: `${name}: ${value}`,
    })),
  ];
  const what = subset ? `subset ${subset} of ${hostname}` : `${hostname}`;
  return {
    selected,
    ready,
    total: count('membership_total'),
    ejected: count('ejections_active'),
    lines,
    what,
  };
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
      ...{ lines: found.lines, next },
      not: ['Not a missing pod: the cluster has endpoints.'],
    };
  },
};

export const noneSelected: CauseDefinition = {
  code: 'NO_POD_SELECTED',
  title: 'The labels select no pod',
  meaning: "No pod has the labels of the Service's selector, or of the subset.",
  evidence:
    'The caller logs 503 UH; its cluster has no member, and no pod that is ready is missing in it for another reason.',
  fix: 'Correct the selector of the Service, or the labels of the subset or the pods.',
  async find(incident, evidence): Promise<Verdict | undefined> {
    const found = await endpoints(incident, evidence);
    if (!found || found.total || (found.selected.length > 0 && found.ready.length === 0)) return undefined;
    return {
      // Of a subset, pods of another may be the ready ones.
      certainty: found.total === 0 && found.selected.length === 0 ? 'certain' : 'likely',
      sentence: `The labels of ${found.what} select no pod.`,
      ...{ lines: found.lines, next },
      not: ['Not a missing cluster: the proxy has it, without endpoints.'],
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
    if (!found || found.total || found.selected.length === 0 || found.ready.length > 0) return undefined;
    const [first = ''] = found.selected;
    return {
      certainty: found.total === 0 ? 'certain' : 'likely',
      sentence: `None of the pods of ${found.what} is ready: ${found.selected.join(', ')}.`,
      lines: found.lines,
      not: ['Not the labels: they select pods.'],
      next: [...next, `./lab logs ${first}`],
    };
  },
};
