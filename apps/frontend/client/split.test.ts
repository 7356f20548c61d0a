import { expect, test } from 'vitest';
import type { Outcome } from './ask.ts';
import { addOutcome, countVersions, emptySplit, progressOf, tiersOf } from './split.ts';

const bin = { id: 'glass', name: 'Bottle bank', colour: '#2e7d4f' };
const rest = { item: 'jar', label: 'glass', material: 'Glass', bin, confidence: 1, alternatives: [] };

function hop(service: string, version: string, more = {}) {
  return { service, version, pod: `${service}-${version}`, durationMs: 1, ...more };
}

function answered(backend: string, further: string[] = []): Outcome {
  const behind = further.map((service) => hop(service, 'stable', { calledBy: `backend-${backend}` }));
  const hops = [
    hop('frontend', 'stable'),
    hop('backend', backend, { calledBy: 'frontend-stable' }),
    ...behind,
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
    hops: [
      hop('frontend', 'canary', { status: 502 }),
      hop('backend', 'stable', {
        calledBy: 'frontend-canary',
        status: 502,
        failedCalls: [{ service: 'ml', status: 503 }],
      }),
    ],
  },
};

const unreached: Outcome = {
  ok: false,
  failure: { title: 'No answer from lab:8080', detail: '', hop: 'lab:8080' },
};

test('versions are counted a tier, the most first', () => {
  const split = [answered('canary'), answered('stable'), answered('stable')].reduce(addOutcome, emptySplit);
  expect(countVersions(split, 'frontend')).toEqual([['stable', 3]]);
  expect(countVersions(split, 'backend')).toEqual([
    ['stable', 2],
    ['canary', 1],
  ]);
});

test('a failure counts where it failed, and those before it as the versions that passed it on', () => {
  const split = [answered('stable'), failed].reduce(addOutcome, emptySplit);
  expect(countVersions(split, 'ml')).toEqual([['failed', 1]]);
  expect(countVersions(split, 'frontend')).toEqual([
    ['stable', 1],
    ['canary', 1],
  ]);
  expect(countVersions(split, 'backend')).toEqual([['stable', 2]]);
  expect(split.failures).toEqual(new Map([['ml failed', 1]]));
});

test('failures are not counted as answered', () => {
  const down = Array.from({ length: 50 }, () => unreached).reduce(addOutcome, emptySplit);
  expect(progressOf(down, 50)).toBe('0 of 50 answered, 50 failed');
  expect(down.failures).toEqual(new Map([['No answer from lab:8080', 50]]));
  expect(progressOf([answered('stable'), failed].reduce(addOutcome, emptySplit), 50)).toBe(
    '1 of 50 answered, 1 failed',
  );
  expect(progressOf([answered('stable')].reduce(addOutcome, emptySplit), 1)).toBe('1 of 1 answered');
});

test('every tier that was reached has its row, an address has none', () => {
  expect(tiersOf(emptySplit)).toEqual(['frontend', 'backend', 'ml']);
  const split = [unreached, answered('stable', ['ml', 'stock']), answered('canary', ['stock', 'ml'])].reduce(
    addOutcome,
    emptySplit,
  );
  expect(tiersOf(split)).toEqual(['frontend', 'backend', 'ml', 'stock']);
  expect(countVersions(split, 'stock')).toEqual([['stable', 2]]);
});

test('a tier that is called twice for a request counts twice', () => {
  const split = addOutcome(emptySplit, answered('stable', ['stock', 'stock']));
  expect(countVersions(split, 'stock')).toEqual([['stable', 2]]);
});
