import type { journey } from '@lab/istio';
import type { Observation } from '../lesson.ts';
import type { ApplicationRequest, Ask } from './ask.ts';

/** A tier of the application, as its answers name it. */
export type Tier = 'frontend' | 'backend' | 'ml';
export const TIERS: readonly Tier[] = ['frontend', 'backend', 'ml'];

/** What the emitted configuration does with a request on its way to a tier; none where the request ends before it. */
export async function hopsTo(ask: Ask, tier: Tier, request: ApplicationRequest): Promise<journey.Hop[]> {
  const { hops } = await ask.explain(request);
  const prefix = `${tier}-service.`;
  return hops.filter((hop) => {
    const hosts = [hop.request.host, ...hop.destinations.flatMap(({ host }) => host ?? [])];
    return tier === 'frontend' ? hop.hop === 1 : hosts.some((host) => host.startsWith(prefix));
  });
}

/**
 * The shares that versions of a tier get of one hop's requests, 0 to 1, by the labels of the pods that it leads to. A share
 * that leads to no ready pod is that of the pods that are not ready: the routes give it to them all the same.
 */
export async function versionShares(ask: Ask, hop: journey.Hop): Promise<Readonly<Record<string, number>>> {
  const { pods } = await ask.mesh.status();
  const versions = new Map(pods.map((pod) => [`${pod.namespace}/${pod.workload}`, pod.labels.version ?? '']));
  const shares: Record<string, number> = {};
  for (const { share, endpoints } of hop.destinations) {
    const isReady = endpoints.some(({ ready }) => ready > 0);
    const counts = endpoints.map(({ workload, ready, pods }) => ({
      workload,
      count: isReady ? ready : pods,
    }));
    const total = counts.reduce((sum, { count }) => sum + count, 0);
    for (const { workload, count } of counts) {
      if (count === 0) continue;
      const version = versions.get(workload) ?? workload;
      shares[version] = (shares[version] ?? 0) + (share * count) / total;
    }
  }
  return shares;
}

/** `frontend → backend`: who calls the tier. */
export function hopText(tier: Tier): string {
  return `${TIERS[TIERS.indexOf(tier) - 1] ?? 'gateway'} → ${tier}`;
}

/** `POST /api/classify with x-canary: true`; without headers, only what comes before them. */
export function requestText({ headers = {} }: ApplicationRequest): string {
  const list = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `POST /api/classify${list.length > 0 ? ` with ${list.join(', ')}` : ''}`;
}

/** What a check of a tier's configuration says where requests end before the tier. */
export function unreached(tier: Tier, expected: string): Observation {
  const [request, next] = [requestText({}), explainCommand({})];
  return { request, expected, got: 'no request gets there', hop: hopText(tier), next };
}

/** The same as a command. */
export function callCommand({ headers = {} }: ApplicationRequest, times: number): string {
  const options = Object.entries(headers).map(([name, value]) => ` -H '${name}: ${value}'`);
  return `./lab call -n ${times}${options.join('')}`;
}

/** As a command that explains it. */
export function explainCommand({ headers = {} }: ApplicationRequest): string {
  const options = Object.entries(headers).map(([name, value]) => ` -H '${name}: ${value}'`);
  return `./lab explain${options.join('')} --verbose`;
}
