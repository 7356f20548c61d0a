import type { Finding, FindingCode, journey } from '@lab/istio';
import type { ApplicationRequest, Ask } from '../ask/ask.ts';
import { hopsTo, TIERS, type Tier } from '../ask/tier.ts';
import type { Failure, Hint } from '../lesson.ts';

/** `workbench/routing.yaml:12`; empty where no place is known. */
export function placeText(location: Finding['location']): string {
  return location ? [location.file, location.line].filter(Boolean).join(':') : '';
}

/** The line of a field in the block at a place, by the learner's files; the place itself where they do not have it. */
export function fieldPlace({ files }: Pick<Ask, 'files'>, block: Finding['location'], field: string): string {
  const [, text = ''] = [...files].find(([name]) => block?.file?.endsWith(name)) ?? [];
  const from = (block?.line ?? 1) - 1;
  const index = text.split('\n').findIndex((line, at) => at >= from && line.includes(`${field}:`));
  return placeText(block && index >= 0 ? { ...block, line: index + 1 } : block);
}

/** A hint that belongs to a finding of analysis; says the finding, then what it means for the task. */
export function findingHint(id: string, code: FindingCode, text: string): Hint {
  return {
    id,
    when: async ({ ask }) => {
      const found = ask.findings.find((finding) => finding.code === code);
      return found && [placeText(found.location), `${found.message}.`, text].filter(Boolean).join(' ');
    },
  };
}

/** A hint that belongs to any fact. */
export function hint(id: string, when: (failure: Failure) => Promise<string | undefined>): Hint {
  return { id, when };
}

/** The routes that the first hop to a tier passed over for a request, and the one that it took. */
export async function routeTaken(
  ask: Ask,
  tier: Tier,
  request: ApplicationRequest,
): Promise<journey.RouteStep | undefined> {
  const [hop] = await hopsTo(ask, tier, request);
  return hop?.route;
}

/** Tiers at which a request leads to no pod of a version, in the order of the request. */
export async function tiersWithout(ask: Ask, version: string, request: ApplicationRequest): Promise<Tier[]> {
  const { pods } = await ask.mesh.status();
  const workloads = new Set(
    pods.filter(({ labels }) => labels.version === version).map((pod) => `${pod.namespace}/${pod.workload}`),
  );
  const missing: Tier[] = [];
  for (const tier of TIERS) {
    const hops = await hopsTo(ask, tier, request);
    const leads = hops.some((hop) =>
      hop.destinations.some(({ endpoints }) => endpoints.some(({ workload }) => workloads.has(workload))),
    );
    if (hops.length > 0 && !leads) missing.push(tier);
  }
  return missing;
}

/** Where a setting of the DestinationRule that shapes the calls to a tier is written, and of which part it is. */
export async function ruleSetting(
  ask: Ask,
  tier: Tier,
  setting: journey.RuleValue['setting'],
  request: ApplicationRequest = {},
): Promise<
  | {
      readonly place: string;
      readonly from: journey.RuleValue['from'];
      readonly location: Finding['location'];
    }
  | undefined
> {
  const hops = await hopsTo(ask, tier, request);
  const rules = hops.flatMap(({ destinations }) => destinations).flatMap(({ rule }) => rule?.values ?? []);
  const found = rules.find((value) => value.setting === setting);
  const { from, location } = found ?? {};
  return from && { place: placeText(location), from, location };
}

/** When the callers of a tier eject its pods, as emitted; the first of several subsets. */
export async function ejectionOf(
  ask: Ask,
  tier: Tier,
): Promise<(journey.Ejection & { readonly place: string }) | undefined> {
  const hops = await hopsTo(ask, tier, {});
  const found = hops.flatMap(({ destinations }) => destinations).find(({ ejection }) => ejection);
  return found?.ejection && { ...found.ejection, place: placeText(found.rule?.location) };
}
