import type { Incident } from '@lab/lessons';
import { expect, it } from 'vitest';
import { askIncident } from './ask-incident.ts';
import type { LearnEvent } from './events.ts';

const incident: Incident = {
  hop: { 'a → b': true, 'b → c': 'No.' },
  cause: { x: true, y: 'No.' },
  evidence: { p: true, q: 'No.', r: 'No.' },
};

async function ask(...keys: readonly (string | LearnEvent)[]) {
  const events = keys.map((key): LearnEvent => (typeof key === 'string' ? { type: 'key', key } : key));
  const printed: string[] = [];
  const next = async () => events.shift() ?? ({ type: 'end' } as const);
  return { ...(await askIncident({ next }, incident, (line) => printed.push(line))), printed };
}

it('asks for the number of each choice, echoes it, and asks again for any other key', async () => {
  const { answer, printed } = await ask('3', 'x', '2', '1', '3');
  expect(answer).toEqual({ hop: 2, cause: 1, evidence: 3 });
  expect(printed.slice(0, 7)).toEqual([
    'Which hop is it about? (press 1 to 2, or q to go back)',
    '  1  a → b',
    '  2  b → c',
    'Not a choice: press 1 to 2, or q to go back.',
    'Not a choice: press 1 to 2, or q to go back.',
    '> 2  b → c',
    'Why? (press 1 to 2, or q to go back)',
  ]);
});

it('goes back with q, and does not forget what was saved meanwhile', async () => {
  expect(await ask('1', { type: 'saved', files: ['a.yaml'] }, 'q')).toMatchObject({ wasSaved: true });
  expect(await ask('1', 'q')).not.toHaveProperty('answer');
  expect(await ask('1')).not.toHaveProperty('answer');
});
