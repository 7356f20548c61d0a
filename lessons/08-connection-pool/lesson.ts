import {
  type Ask,
  type Check,
  defineLesson,
  hint,
  hopsTo,
  overflows,
  placeText,
  reaches,
  right,
  ruleSetting,
  wrong,
} from '@lab/lessons';

const canary = { headers: { 'x-canary': 'true' } };

const keepsNoLimits: Check = {
  title: 'The stable backend keeps no limits',
  isGuard: true,
  run: async (ask) => {
    const pool = await stablePool(ask);
    if (!pool) return right;
    return wrong({
      request: 'calls from frontend to the subset stable of backend',
      expected: 'no connectionPool',
      got: `a connectionPool of the ${pool.from === 'top-level' ? 'whole rule' : pool.from}`,
      hop: 'frontend → backend',
      ...(pool.location && { place: pool.location }),
      next: './lab explain --verbose',
    });
  },
};

export const lesson = defineLesson({
  minutes: 12,
  notOnCluster:
    'each worker thread of a proxy may open a connection of its own, so how many requests the limit refuses is not exact there',
  checks: [
    overflows({
      title: "Of four calls at a time, the canary answers two, and the caller's sidecar refuses two",
      tier: 'backend',
      request: canary,
      calls: 4,
      answered: 2,
    }),
    reaches({
      title: 'A single request is answered by the canary of the backend',
      request: canary,
      times: 1,
      versions: { backend: 'canary' },
      isGuard: true,
    }),
    keepsNoLimits,
  ],
  hints: [
    hint('whole-rule', async ({ ask, check }) => {
      const pool = check === keepsNoLimits ? await stablePool(ask) : undefined;
      return pool
        ? `${placeText(pool.location)} A connectionPool at the top level of the rule is for all subsets: now the stable backend is limited too. Set it in the subset canary.`
        : undefined;
    }),
    hint('queue', async ({ observation: { counts } }) =>
      counts?.answered === 4 && counts.opened === 0
        ? 'All four were answered, one after the other on one connection: the others waited. maxConnections limits connections. The number of waiting requests has its own limit, http1MaxPendingRequests.'
        : undefined,
    ),
    hint('per-caller', async ({ observation: { counts } }) =>
      counts?.opened === 1
        ? 'One caller used two connections at a time. A limit is kept by the sidecar of each caller, for this caller alone. Set what one caller may do, not what all may do together.'
        : undefined,
    ),
    hint('subset-overrides', async ({ ask, observation: { counts } }) => {
      const pool = await ruleSetting(ask, 'backend', 'connectionPool', canary);
      if (pool?.from !== 'subset' || counts?.refused !== 0) return undefined;
      const further =
        counts.failedFurther === 0
          ? ''
          : 'The calls left the caller. The sidecar of the pod refused some: it has the limits of the whole rule. ';
      return `${pool.place} ${further}The subset canary has a connectionPool of its own, and for callers it replaces the one above it as a whole. What it leaves out has no limit.`;
    }),
    hint('nothing-waits', async ({ observation: { counts } }) =>
      counts?.answered === 1
        ? 'One was answered, and none could wait. http1MaxPendingRequests is how many may wait for a connection.'
        : undefined,
    ),
  ],
  wrong: {
    'no-pending-limit': 'queue',
    'limit-for-all': 'per-caller',
    'other-subset': 'subset-overrides',
    'whole-rule': 'whole-rule',
  },
});

/** Where the connection pool comes from that callers have for the stable backend, if they have one. */
async function stablePool(ask: Ask) {
  const hops = await hopsTo(ask, 'backend', {});
  const stable = hops.flatMap(({ destinations }) => destinations).filter(({ subset }) => subset === 'stable');
  return stable.flatMap(({ rule }) => rule?.values ?? []).find(({ setting }) => setting === 'connectionPool');
}
