import type { Mesh } from '../../model/mesh.ts';
import { type ExplainedHop, explainHop, type HopQuestion, type Received } from './hop.ts';
import { hopFromOutside, OUTSIDE } from './hop-from-outside.ts';
import type { Journey, JourneyQuestion, JourneyRequest, NextCall } from './journey.ts';

/** Calls that lead to each other must end somewhere. */
const MOST_HOPS = 20;

/** A hop, and how many calls lead to it. */
type Reached = ExplainedHop & { readonly depth: number };

/**
 * What would happen to a request, hop by hop: at the proxy of its sender, at those of its destinations, and again for
 * each call that the applications make for it. Read off the emitted configuration only.
 *
 * @throws RangeError for a workload that the mesh does not have
 */
export function explainJourney(mesh: Mesh, question: JourneyQuestion): Journey {
  const { from, request, readiness, dialsPastProxy } = question;
  const common = { readiness, dialsPastProxy };
  const first = { hop: 1, callers: [from], from, request, ...common };
  const reached: Reached[] = [{ ...answer(mesh, first), depth: 1 }];
  for (const { hop, received, depth } of reached) {
    for (const [arrived, workloads] of byRequest(received)) {
      const { method } = hop.request;
      const calls =
        question.nextCalls?.({ hop: hop.hop, depth, workloads, method, path: arrived.path }) ?? [];
      const asked = calls.flatMap((call) =>
        alike(mesh, workloads, { request: nextRequest(arrived.headers, call), ...common }),
      );
      for (const next of asked.slice(0, MOST_HOPS - reached.length)) {
        const explained = answer(mesh, { ...next, hop: reached.length + 1 });
        reached.push({ ...explained, hop: { ...explained.hop, after: hop.hop }, depth: depth + 1 });
      }
    }
  }
  return { hops: reached.map(({ hop }) => hop) };
}

function answer(mesh: Mesh, question: HopQuestion): ExplainedHop {
  const { from } = question;
  const pod = mesh.pods.find(({ namespace, workload }) => `${namespace}/${workload}` === from);
  return from === OUTSIDE || pod?.proxy === 'none'
    ? hopFromOutside(mesh, question)
    : explainHop(mesh, question);
}

/** Workloads that get the same request. */
function byRequest(received: readonly Received[]): (readonly [Received, readonly string[]])[] {
  const groups = Map.groupBy(received, ({ path, headers }) => JSON.stringify([path, headers]));
  return [...groups.values()].map((same) => [
    same[0] as Received,
    [...new Set(same.map(({ workload }) => workload))].sort(),
  ]);
}

/** A call of several workloads: those that get the same answer make one hop. */
function alike(
  mesh: Mesh,
  workloads: readonly string[],
  call: Pick<HopQuestion, 'request' | 'readiness' | 'dialsPastProxy'>,
): Omit<HopQuestion, 'hop'>[] {
  const answerOf = (from: string) => {
    const { hop } = answer(mesh, { hop: 0, callers: [], from, ...call });
    const { proxy, ...rest } = hop;
    return JSON.stringify([proxy.kind, rest]);
  };
  return [...Map.groupBy(workloads, answerOf).values()].map((callers) => ({
    ...{ callers, ...call },
    from: callers[0] ?? '',
  }));
}

/** Headers that an application takes from a request to the calls that it makes for it, as those of this project do. */
const FORWARDED = ['x-request-id', 'x-canary'];

function nextRequest(headers: JourneyRequest['headers'], { method, url }: NextCall): JourneyRequest {
  const { protocol, host, port, pathname, search } = new URL(url);
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const forwarded = FORWARDED.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]]));
  return {
    ...{ method, scheme, host, path: `${pathname}${search}` },
    port: Number(port || (scheme === 'https' ? 443 : 80)),
    headers: Object.fromEntries(forwarded),
  };
}
