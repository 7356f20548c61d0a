import { expect, it } from 'vitest';
import { eventLines } from './event-lines.ts';

const plain = (_style: unknown, text: string) => text;

it.each([
  [['a.yaml'], 'a.yaml'],
  [['a.yaml', 'b.yaml'], 'a.yaml and b.yaml'],
  [['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'], 'a.yaml, b.yaml and 2 more'],
])('says in one short line that %j are live', (files, said) => {
  expect(eventLines({ type: 'applied', files, milliseconds: 34.6 }, plain)).toEqual([
    `live after 35 ms: ${said}`,
  ]);
});

it('names the workloads that run an edit of sources', () => {
  const event = { type: 'applied', files: ['a.ts'], milliseconds: 12_345, workloads: ['x', 'y'] } as const;
  expect(eventLines(event, plain)).toEqual(['live after 12 s: a.ts (restarted x, y)']);
});

it('says that a configuration with errors is not active', () => {
  const finding = { code: 'LAB0101', severity: 'error', message: 'broken YAML' } as const;
  const lines = eventLines({ type: 'findings', findings: [finding], inForce: false }, plain);
  expect(lines.at(-1)).toBe('1 error: not applied; the previous configuration is still active');
});
