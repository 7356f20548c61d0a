import type { RequestReport } from '@lab/mesh-client';
import type { Verdict } from '../lesson.ts';
import type { ApplicationRequest, Ask } from './ask.ts';
import { hopsTo, type Tier } from './tier.ts';

/** A pod whose sidecar sends the calls of a hop: limits and ejections are kept there, each for itself. */
export interface Caller {
  /** `NAMESPACE/NAME`. */
  readonly pod: string;
  readonly workload: string;
}

/** What a tier is asked by the one before it. */
const CALLS: Readonly<Record<'backend' | 'ml', string>> = {
  backend: 'http://backend-service.backend:8080/classify',
  ml: 'http://ml-service.ml:5000/predict',
};
const ITEM = 'glass bottle';

/** The ready pods that call a tier for a request to the application. */
export async function callersOf(
  ask: Ask,
  tier: 'backend' | 'ml',
  request: ApplicationRequest = {},
): Promise<Caller[]> {
  const [hops, { pods }] = await Promise.all([hopsTo(ask, tier, request), ask.mesh.status()]);
  const workloads = new Set(hops.flatMap(({ callers }) => callers));
  return pods
    .filter(({ ready, draining, proxy }) => ready && !draining && proxy === 'sidecar')
    .filter(({ namespace, workload }) => workloads.has(`${namespace}/${workload}`))
    .map(({ namespace, name, workload }) => ({ pod: `${namespace}/${name}`, workload }));
}

/** What a check says that has nobody to ask. */
export function noCaller(tier: 'backend' | 'ml'): Verdict {
  return { state: 'not-yet', reason: `no ready pod calls ${tier}` };
}

/** Sends the call that a tier gets, from the pod of a caller and through its sidecar, so many times. */
export function callFrom(
  ask: Ask,
  { workload }: Pick<Caller, 'workload'>,
  tier: 'backend' | 'ml',
  load: { readonly times: number; readonly concurrency: number; readonly headers?: Record<string, string> },
): Promise<RequestReport> {
  const { headers = {}, ...rest } = load;
  return ask.send({
    ...{ from: workload, url: CALLS[tier], method: 'POST', body: JSON.stringify({ item: ITEM }) },
    headers: { 'content-type': 'application/json', ...headers },
    ...rest,
  });
}

/** Requests that were answered with such a status, by whichever pod. */
export function countOf(answers: RequestReport['answers'], isMeant: (status: number) => boolean): number {
  return answers.filter(({ status }) => isMeant(status)).reduce((sum, { count }) => sum + count, 0);
}

/** `POST http://backend-service.backend:8080/classify from frontend-stable`. */
export function callText({ workload }: Pick<Caller, 'workload'>, tier: 'backend' | 'ml'): string {
  return `POST ${CALLS[tier]} from ${workload}`;
}

/** What a caller's proxy counts of its calls to a tier, over all subsets: `upstream_rq_pending_overflow`. */
export function callStatistic(ask: Ask, { pod }: Caller, tier: Tier, statistic: string): Promise<number> {
  return sentStatistic(ask, pod, tier, statistic);
}

/** The same of a pod by its name, `NAMESPACE/NAME`, as of a gateway. */
export function sentStatistic(ask: Ask, pod: string, tier: Tier, statistic: string): Promise<number> {
  return sumOf(ask, pod, String.raw`^cluster\.outbound.*\|${tier}-service\..*\.${quoted(statistic)}$`);
}

/** What the proxy of a pod counts of the requests that it hands to its own application. */
export function inboundStatistic(ask: Ask, pod: string, statistic: string): Promise<number> {
  return sumOf(ask, pod, String.raw`^cluster\.inbound\|.*\.${quoted(statistic)}$`);
}

async function sumOf(ask: Ask, pod: string, filter: string): Promise<number> {
  const found = await ask.mesh.statistics(pod, filter);
  return [...found.values()].reduce((sum, value) => sum + value, 0);
}

function quoted(name: string): string {
  return name.replaceAll('.', String.raw`\.`);
}
