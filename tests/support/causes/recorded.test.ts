/** Each cause, found in lines that real Envoys wrote. */
import { diagnose } from '@lab/evidence';
import { expect, it } from 'vitest';
import { readCases } from './cases.ts';
import { judge } from './judge.ts';
import { casesMesh, readRecorded, recordedEvidence } from './recorded.ts';

const mesh = casesMesh();
const recorded = readRecorded();

it.each(readCases())('finds $cause in the lines of $name', async (one) => {
  const found = recorded.get(one.name);
  if (!found) throw new Error(`${one.name} is not recorded: RECORD_CAUSES=1 ./lab test causes`);
  const { entries, evidence } = recordedEvidence(mesh, found);
  const unnamed = entries.filter(({ requestId }) => requestId === undefined);
  const named = Map.groupBy(
    entries.filter(({ requestId }) => requestId !== undefined),
    ({ requestId }) => requestId,
  );
  // Connections that were refused belong to a request, where there is one.
  const groups = named.size > 0 ? [...named.values()].map((own) => [...own, ...unnamed]) : [unnamed];
  const answers = await Promise.all(groups.map((group) => diagnose(group, evidence)));
  const causes = answers.flatMap((answer) => answer?.causes ?? []);
  expect(causes).toContainEqual(
    expect.objectContaining({
      ...{ code: one.cause, certainty: one.certainty },
      sentence: expect.stringMatching(new RegExp(one.says ?? '')),
    }),
  );
  for (const answer of answers) expect(judge(one, answer ?? null).wrong).toEqual([]);
});

it('has recorded no token, cookie or header that carries one', () => {
  const text = JSON.stringify([...recorded.values()]);
  expect(text).not.toMatch(/bearer|authorization|cookie|eyJ[\w-]{10}/i);
});
