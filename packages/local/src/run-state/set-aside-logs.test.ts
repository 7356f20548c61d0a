import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { setAsideLogs } from './set-aside-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'set-aside-logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('keeps the pods’ logs of the run before, and no others', () => {
  setAsideLogs(join(folder, 'none'));
  for (const run of ['first', 'second']) {
    writeFileSync(join(folder, 'lab.log'), run);
    writeFileSync(join(folder, `ml.ml-${run}-0.log`), run);
    writeFileSync(join(folder, 'ml.ml-0.access.log'), run);
    writeFileSync(join(folder, 'ml.ml-0.access.log.1'), run);
    setAsideLogs(folder);
  }
  expect(readdirSync(folder).sort()).toEqual(['lab.log', 'previous']);
  expect(readdirSync(join(folder, 'previous')).sort()).toEqual([
    'ml.ml-0.access.log',
    'ml.ml-0.access.log.1',
    'ml.ml-second-0.log',
  ]);
  expect(readFileSync(join(folder, 'previous/ml.ml-0.access.log'), 'utf8')).toBe('second');
});
