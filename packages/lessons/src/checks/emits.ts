import type { journey } from '@lab/istio';
import type { Ask, OwnRequest } from '../ask/ask.ts';
import { hopsTo, hopText, requestText, type Tier, versionShares } from '../ask/tier.ts';
import { type Check, type Observation, right, wrong } from '../lesson.ts';
import { ownCallCommand, ownRequestText } from './answers.ts';

/** Percent, by version. */
export type Weights = Readonly<Record<string, number>>;

interface EmitsOptions {
  readonly title: string;
  /** A tier of the application, for requests to it; or a request of any kind. */
  readonly to: Tier | OwnRequest;
  readonly weights: Weights;
  readonly isGuard?: boolean;
}

/** The emitted configuration gives the versions these shares; nothing is sent. */
export function emits({ title, to, weights, isGuard = false }: EmitsOptions): Check {
  return {
    title,
    isGuard,
    run: async (ask) => {
      const difference = await (typeof to === 'string'
        ? tierDifference(ask, to, weights)
        : requestDifference(ask, to, weights));
      return difference ? wrong(difference) : right;
    },
  };
}

/** Where the configuration gives other shares of requests to the application than the weights. */
export async function tierDifference(
  ask: Ask,
  tier: Tier,
  weights: Weights,
): Promise<Observation | undefined> {
  const asked = { request: requestText({}), hop: hopText(tier), next: './lab explain' };
  return difference(ask, await hopsTo(ask, tier, {}), weights, asked);
}

async function requestDifference(ask: Ask, request: OwnRequest, weights: Weights) {
  const { hops } = await ask.follow(request);
  const asked = { request: ownRequestText(request), next: ownCallCommand(request) };
  return difference(ask, hops.slice(0, 1), weights, asked);
}

async function difference(
  ask: Ask,
  hops: readonly journey.Hop[],
  weights: Weights,
  asked: Pick<Observation, 'request' | 'hop' | 'next'>,
): Promise<Observation | undefined> {
  if (hops.length === 0) return { ...asked, expected: percentText(weights), got: 'no request gets there' };
  for (const hop of hops) {
    const shares = await versionShares(ask, hop);
    const names = [...new Set([...Object.keys(weights), ...Object.keys(shares)])];
    const percent = (name: string) => Math.round((shares[name] ?? 0) * 1000) / 10;
    if (names.every((name) => percent(name) === (weights[name] ?? 0))) continue;
    const place = hop.route?.source?.location;
    const all = (of: (name: string) => number) =>
      percentText(Object.fromEntries(names.map((name) => [name, of(name)])));
    return {
      ...asked,
      expected: all((name) => weights[name] ?? 0),
      got: Object.keys(shares).length > 0 ? all(percent) : 'no pod',
      ...(place && { place }),
    };
  }
  return undefined;
}

/** `stable 90%, canary 10%`. */
function percentText(weights: Weights): string {
  return Object.entries(weights)
    .map(([name, percent]) => `${name} ${percent}%`)
    .join(', ');
}
