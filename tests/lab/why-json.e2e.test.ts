/** The JSON of `./lab why`, as a whole: what lessons and scripts of other people rely on (docs/why.md, "JSON"). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 200 };
const expected: unknown = JSON.parse(readFileSync(join(import.meta.dirname, 'why-expected.json'), 'utf8'));

describe('the JSON of why', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await openSharedLab();
  });
  afterAll(() => lab?.close());

  it('is what was recorded, but for IDs, times, addresses and sentences', async () => {
    const url = 'http://backend-service.backend:8080/classify?token=secret';
    await lab.run('call', '--from', 'ml-stable', '--canary', '-H', 'authorization: Bearer secret', url);
    await expect
      .poll(async () => (await lab.run('why', '--since', '1m', '--json')).stdout, patience)
      .toContain('"NO_ALLOW_RULE"');
    const { stdout } = await lab.run('why', '--json');
    expect(stdout).not.toContain('secret');
    expect(normalize(JSON.parse(stdout))).toEqual(expected);
  });
});

/** What differs from run to run: IDs, times, durations and addresses. Sentences are for people, and may be reworded. */
function normalize(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) {
    const entries = value.map((entry) => JSON.stringify(normalize(entry, name)));
    return [...new Set(entries)].map((entry) => JSON.parse(entry) as unknown);
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, normalize(entry, key)]));
  if (name === 'time') return typeof value;
  if (typeof value !== 'string') return value;
  if (/^(requestId|traceId)$/.test(name)) return 'ID';
  if (/^(sentence|text|not|next)$/.test(name)) return 'SENTENCE';
  return value.replace(/\b127(\.\d+){3}:\d+/g, 'ADDRESS').replace(/\b\d+ ms\b/g, 'MS');
}
