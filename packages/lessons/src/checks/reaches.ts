import type { Hop } from '@lab/observe';
import type { Answers, ApplicationRequest, Ask } from '../ask/ask.ts';
import { callCommand, explainCommand, hopsTo, hopText, requestText, TIERS, type Tier } from '../ask/tier.ts';
import { type Check, type Observation, right, wrong } from '../lesson.ts';
import { settled } from './settled.ts';

interface ReachesOptions {
  readonly title: string;
  readonly request: ApplicationRequest;
  /** Each of so many requests must do. */
  readonly times: number;
  /** The version that answers, by tier; tiers that are not named may answer in any. */
  readonly versions: Readonly<Partial<Record<Tier, string>>>;
  readonly isGuard?: boolean;
  /**
   * The lesson changes what pods accept: failures that the configuration does not explain are looked at again, until
   * connections that were open before the edit have gone.
   */
  readonly drains?: boolean;
}

/** Every request is answered, in these versions of the tiers. */
export function reaches(options: ReachesOptions): Check {
  const { title, request, times, versions, isGuard = false, drains = false } = options;
  return {
    title,
    isGuard,
    run: async (ask) => {
      const look = () => ask.classify(request, times);
      const answers = await (drains
        ? settled(ask, look, async ({ failures }) => failures.length > 0 === (await isToFail(ask, request)))
        : look());
      const failure = failureOf(answers, request, times) ?? otherVersion(answers, request, versions);
      if (!failure) return right;
      const tier = TIERS.find((name) => failure.hop === hopText(name));
      const [hop] = tier ? await hopsTo(ask, tier, request) : [];
      const place = hop?.route?.source?.location;
      return wrong({ ...failure, ...(place && { place }) });
    },
  };
}

/** Whether the emitted configuration makes requests fail, at whatever hop. */
async function isToFail(ask: Ask, request: ApplicationRequest): Promise<boolean> {
  const { hops } = await ask.explain(request);
  return hops.some(({ ends }) => ends.some(({ failure }) => failure !== undefined));
}

/** Requests that were not answered. */
export function failureOf(
  { failures, hops }: Answers,
  request: ApplicationRequest,
  times: number,
): Observation | undefined {
  const [first] = failures;
  if (!first) return undefined;
  const failed = times - hops.length;
  return {
    request: requestText(request),
    expected: `${times} of ${times} answered`,
    got: `${failed} of ${times} failed: ${first.reason}`,
    next: './lab why',
  };
}

function otherVersion(
  { hops }: Answers,
  request: ApplicationRequest,
  versions: ReachesOptions['versions'],
): Observation | undefined {
  for (const tier of TIERS) {
    const wanted = versions[tier];
    const others = hops.filter((answer) => wanted !== undefined && versionOf(answer, tier) !== wanted);
    if (others.length === 0) continue;
    const seen = [...new Set(others.map((answer) => versionOf(answer, tier) ?? 'no version'))].join(', ');
    return {
      request: requestText(request),
      expected: `all ${hops.length} answered by ${tier} ${wanted}`,
      got: `${others.length} of ${hops.length} answered by ${tier} ${seen}`,
      hop: hopText(tier),
      next: others.length === hops.length ? explainCommand(request) : callCommand(request, hops.length),
    };
  }
  return undefined;
}

function versionOf(answer: readonly Hop[], tier: Tier): string | undefined {
  return answer.find(({ service }) => service === tier)?.version;
}
