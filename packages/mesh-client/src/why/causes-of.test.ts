import { LabError } from '@lab/errors';
import type { Diagnosis } from '@lab/evidence';
import { expect, test } from 'vitest';
import { type CausedFailures, causesOf, type SentRequests } from './causes-of.ts';
import type { DiagnosedFailures } from './find-failures.ts';

const asked: SentRequests = {
  sent: { method: 'GET', host: 'a', path: '/' },
  since: 0,
  failed: 3,
  signal: new AbortController().signal,
};

function failures(status: number, count: number, code: string, requestId = 'r'): DiagnosedFailures {
  const cause = { code, certainty: 'certain', sentence: `${code}.`, lines: [], not: [], next: [] } as const;
  return { status, count, diagnosis: { requestId, causes: [cause] } as unknown as Diagnosis };
}

/** A mesh whose access logs have more at each look; the last answer counts from then on. */
function meshOf(answers: (readonly DiagnosedFailures[])[]) {
  const looks = { count: 0 };
  const mesh = {
    logMs: 1,
    failures: async () => {
      looks.count += 1;
      return answers[Math.min(looks.count, answers.length) - 1] ?? [];
    },
  };
  return { mesh, looks };
}

const never = () => expect.unreachable();

test('asks again until the access logs have all that failed', async () => {
  const all = [failures(503, 3, 'A')];
  const { mesh, looks } = meshOf([[], [failures(503, 1, 'A')], all, []]);
  expect(await causesOf(mesh, asked, never)).toMatchObject([{ status: 503, count: 3, requestId: 'r' }]);
  expect(looks.count).toBe(3);
});

test('puts failures with the same causes together, the most frequent first, without their evidence', async () => {
  const { mesh } = meshOf([[failures(503, 1, 'A'), failures(404, 1, 'B'), failures(503, 1, 'A')]]);
  const cause = (code: string) => ({ code, certainty: 'certain', sentence: `${code}.` });
  expect(await causesOf(mesh, asked, never)).toEqual<readonly CausedFailures[]>([
    { status: 503, count: 2, requestId: 'r', causes: [cause('A') as never] },
    { status: 404, count: 1, requestId: 'r', causes: [cause('B') as never] },
  ]);
});

test('asks nothing where nothing failed', async () => {
  const { mesh, looks } = meshOf([[]]);
  expect(await causesOf(mesh, { ...asked, failed: 0 }, never)).toEqual([]);
  expect(looks.count).toBe(0);
});

test('a mesh that may not be asked does not keep the report from being shown', async () => {
  const notes: string[] = [];
  const failing = async () => {
    throw new LabError('API_FORBIDDEN', 'jane cannot get pods/log', 'Apply the roles.');
  };
  const found = await causesOf({ logMs: 1, failures: failing }, asked, (text) => notes.push(text));
  expect(found).toEqual([]);
  expect(notes).toEqual(['the cause is not known: jane cannot get pods/log']);
});
