import type { journey } from '@lab/istio';
import type { ApplicationRequest, Ask } from './ask.ts';

/** A tier of the application, as its answers name it. */
export type Tier = 'frontend' | 'backend' | 'ml';
export const TIERS: readonly Tier[] = ['frontend', 'backend', 'ml'];

/** What the emitted configuration does with a request on its way to a tier; none where the request ends before it. */
export async function hopsTo(tier: Tier, ask: Ask, request: ApplicationRequest): Promise<journey.Hop[]> {
  const { hops } = await ask.explain(request);
  const prefix = `${tier}-service.`;
  return hops.filter((hop) => {
    const hosts = [hop.request.host, ...hop.destinations.flatMap(({ host }) => host ?? [])];
    return tier === 'frontend' ? hop.hop === 1 : hosts.some((host) => host.startsWith(prefix));
  });
}

/** The shares that versions of a tier get of one hop's requests, 0 to 1, by the labels of the pods that it leads to. */
export async function versionShares(ask: Ask, hop: journey.Hop): Promise<Readonly<Record<string, number>>> {
  const { pods } = await ask.mesh.status();
  const versions = new Map(pods.map((pod) => [`${pod.namespace}/${pod.workload}`, pod.labels.version ?? '']));
  const shares: Record<string, number> = {};
  for (const { share, endpoints } of hop.destinations) {
    const total = endpoints.reduce((sum, { ready }) => sum + ready, 0);
    for (const { workload, ready } of endpoints) {
      const version = versions.get(workload) ?? workload;
      shares[version] = (shares[version] ?? 0) + (share * ready) / total;
    }
  }
  return shares;
}

/** `frontend → backend`: who calls the tier. */
export function hopText(tier: Tier): string {
  return `${TIERS[TIERS.indexOf(tier) - 1] ?? 'gateway'} → ${tier}`;
}

/** `POST /api/classify with x-canary: true`. */
export function requestText({ headers = {} }: ApplicationRequest): string {
  const list = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `POST /api/classify ${list.length > 0 ? `with ${list.join(', ')}` : 'without x-canary'}`;
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
