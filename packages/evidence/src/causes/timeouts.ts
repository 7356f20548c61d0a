import type { AccessLogEntry } from '../access-log-entry.ts';
import { bothEnds, type CauseDefinition } from '../cause.ts';
import { sourceLine } from '../configuration-lines.ts';
import { routeFields } from '../configured.ts';
import type { Evidence } from '../evidence.ts';

function routeLines(evidence: Evidence, origin: AccessLogEntry, field: readonly string[]) {
  return routeFields(evidence, origin, field).map(({ value, source }) =>
    sourceLine(source, `has ${field.join('.')}: ${value}`),
  );
}

const fix = 'Make the application faster, or raise the limit of the route.';

export const routeTimeout: CauseDefinition = {
  code: 'ROUTE_TIMEOUT',
  title: 'The answer took longer than the timeout of the route',
  meaning: 'The callee had not answered when the timeout of the VirtualService ended, over all tries.',
  evidence: 'The caller logs 504 UT with response_timeout, after as many milliseconds as the timeout.',
  fix,
  find(incident, evidence) {
    const { origin } = incident;
    if (!origin.flags.has('UT') || !/response_timeout/.test(origin.details ?? '')) return undefined;
    return {
      certainty: 'certain',
      sentence: `${origin.cluster} did not answer within the timeout of the route: ${origin.pod} gave up after ${origin.durationMs} ms.`,
      lines: [...bothEnds(incident), ...routeLines(evidence, origin, ['timeout'])],
      not: ['Not the timeout of one try: that is logged as upstream_per_try_timeout.'],
      next: ['./lab trace'],
    };
  },
};

export const perTryTimeout: CauseDefinition = {
  code: 'PER_TRY_TIMEOUT',
  title: 'The last try took longer than the timeout of a try',
  meaning: 'The callee had not answered when `perTryTimeout` of the VirtualService ended.',
  evidence: 'The caller logs 504 UT with upstream_per_try_timeout.',
  fix,
  find(incident, evidence) {
    const { origin } = incident;
    if (!/upstream_per_try_timeout/.test(origin.details ?? '')) return undefined;
    const tries = origin.attempts === undefined ? '' : ` (${origin.attempts} tries)`;
    return {
      certainty: 'certain',
      sentence: `${origin.cluster} did not answer the last try within the timeout of a try${tries}.`,
      lines: [...bothEnds(incident), ...routeLines(evidence, origin, ['retries', 'perTryTimeout'])],
      not: ['Not the timeout of the route as a whole: that is logged as response_timeout.'],
      next: ['./lab trace'],
    };
  },
};
