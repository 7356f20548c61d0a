import { expect, test } from 'vitest';
import type { Outcome } from './ask.ts';
import { addOutcome, countVersions, emptySplit } from './split.ts';

const rest = {
  item: 'jar',
  label: 'glass',
  material: 'Glass',
  bin: { id: 'glass', name: 'Bottle bank', colour: '#2e7d4f' },
  confidence: 1,
  alternatives: [],
};

function answered(backend: string): Outcome {
  const hop = { pod: 'p', namespace: 'n', durationMs: 1 };
  const hops = [
    { service: 'frontend', version: 'stable', ...hop },
    { service: 'backend', version: backend, ...hop },
  ];
  return { ok: true, answer: { ...rest, hops } };
}

const failed: Outcome = {
  ok: false,
  failure: {
    title: 'ml failed',
    detail: '',
    status: 502,
    hop: 'ml',
    servedBy: { service: 'frontend', version: 'canary' },
  },
};

test('versions are counted a tier, the most first', () => {
  const split = [answered('canary'), answered('stable'), answered('stable')].reduce(addOutcome, emptySplit);
  expect(countVersions(split, 'frontend')).toEqual([['stable', 3]]);
  expect(countVersions(split, 'backend')).toEqual([
    ['stable', 2],
    ['canary', 1],
  ]);
});

test('a failure counts where it failed and where it was answered, and nowhere else', () => {
  const split = [answered('stable'), failed].reduce(addOutcome, emptySplit);
  expect(countVersions(split, 'ml')).toEqual([['failed', 1]]);
  expect(countVersions(split, 'frontend')).toEqual([
    ['stable', 1],
    ['canary', 1],
  ]);
  expect(countVersions(split, 'backend')).toEqual([['stable', 1]]);
  expect(split.failures).toEqual(new Map([['ml failed', 1]]));
});
