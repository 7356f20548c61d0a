import { expect, test } from 'vitest';
import { compareSpans } from './compare-spans.ts';
import type { SpanRow } from './span-rows.ts';

const row = (service: string, level: number, version = 'stable'): SpanRow => ({
  ...{
    id: service,
    level,
    hasChildren: false,
    offsetMicros: 0,
    bar: [0, 1],
    isOrphan: false,
    isDuplicate: false,
  },
  skewMicros: 0,
  span: {
    ...{ traceId: 't', spanId: service, name: service, kind: 'server', service, version, source: 'app' },
    ...{ startMicros: 0, durationMicros: 1, status: 'unset', attributes: {} },
  },
});
const shown = (one: SpanRow[], other: SpanRow[]) =>
  compareSpans(one, other).map(({ spans }) => spans.map((span) => span?.service ?? '-').join(' '));

test('the same step of both is in one line, whatever its version', () => {
  const steps = compareSpans([row('frontend', 1)], [row('frontend', 1, 'canary')]);
  expect(steps.map(({ spans }) => spans.map((span) => span?.version))).toEqual([['stable', 'canary']]);
});

test('what only one has is beside nothing, and the rest stays aligned', () => {
  const whole = [row('gateway', 1), row('frontend', 2), row('backend', 3), row('ml', 4)];
  expect(shown(whole, [row('gateway', 1), row('frontend', 2)])).toEqual([
    'gateway gateway',
    'frontend frontend',
    'backend -',
    'ml -',
  ]);
  expect(shown([row('gateway', 1), row('ml', 4)], whole)).toEqual([
    'gateway gateway',
    '- frontend',
    '- backend',
    'ml ml',
  ]);
});

test('a step at another depth is another step', () => {
  expect(shown([row('a', 1)], [row('a', 2)])).toEqual(['a -', '- a']);
});
