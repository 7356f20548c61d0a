import { expect, test } from 'vitest';
import { cpuSeconds, descendants, parseCpuTime, parseSmapsRollup, processMemory } from './process-usage.ts';

test('reads resident and proportional size', () => {
  const text =
    '00400000-7ffd000 ---p 00000000 00:00 0 [rollup]\nRss:    2048 kB\nPss:    1024 kB\nPss_Anon: 12 kB\n';
  expect(parseSmapsRollup(text)).toEqual({ rss: 2 * 2 ** 20, pss: 2 ** 20 });
});

test('reads the CPU time that ps prints', () => {
  expect(parseCpuTime('0:01.50')).toBe(1.5);
  expect(parseCpuTime('01:02:03')).toBe(3_723);
  expect(parseCpuTime('1-00:00:01')).toBe(86_401);
});

test('follows children of children', () => {
  expect(descendants(10, '  1 0\n 10 1\n 11 10\n 12 11\n 20 1\n')).toEqual([10, 11, 12]);
});

test('measures this very process', () => {
  expect(processMemory(process.pid).rss).toBeGreaterThan(2 ** 20);
  expect(cpuSeconds(process.pid)).toBeGreaterThan(0);
});
