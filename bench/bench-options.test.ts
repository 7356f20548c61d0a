import { type Terminal, UsageError } from '@lab/cli';
import { expect, test } from 'vitest';
import { readBenchOptions, sectionsNamed } from './bench-options.ts';
import { sections } from './sections.ts';

function record() {
  const printed: string[] = [];
  const noted: string[] = [];
  const terminal: Terminal = {
    print: (line) => printed.push(line),
    note: (line) => noted.push(line),
    progress: () => {},
    isInteractive: false,
    paint: (_style, text) => text,
    columns: 100,
  };
  return { terminal, printed, noted };
}

test('measures everything unless told otherwise', () => {
  expect(readBenchOptions([], record().terminal)).toEqual({ only: sections, minutes: 10 });
});

test('takes sections by name and keeps their order', () => {
  expect(sectionsNamed('memory, start').map(({ name }) => name)).toEqual(['start', 'memory']);
  expect(readBenchOptions(['--only', 'pair', '--rate', '50', '--json'], record().terminal)).toMatchObject({
    only: [{ name: 'pair' }],
    rate: 50,
    json: true,
  });
});

test('says which sections there are, and what is wrong with a number', () => {
  const { terminal, noted } = record();
  expect(() => readBenchOptions(['--only', 'speed'], terminal)).toThrow(UsageError);
  expect(() => readBenchOptions(['--rate', 'fast'], terminal)).toThrow(UsageError);
  expect(noted.join('\n')).toMatch(/no section "speed".*service.*\n.*"fast" is not a whole number/s);
});

test('prints help and then has nothing to measure', () => {
  const { terminal, printed } = record();
  expect(readBenchOptions(['--help'], terminal)).toBeUndefined();
  expect(printed.join('\n')).toContain('--only');
});
