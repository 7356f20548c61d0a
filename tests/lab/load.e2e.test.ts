import type { CallReport } from '@lab/mesh-client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';

const requests = 10_000;

describe('10,000 requests at concurrency 50', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await startTestLab();
  });
  afterAll(() => lab?.close());

  it('loses none, while the pods of every workload are replaced', { timeout: 400_000 }, async () => {
    const before = await lab.pods();
    const workloads = [...new Set(before.map(({ workload }) => workload))];
    expect(workloads).toHaveLength(7);

    const call = lab.start('call', '-n', String(requests), '-c', '50', '--json');
    // The first thousand come without a restart.
    const isUnderWay = () => expect(call.output()).toMatch(/\d{4} of 10000 requests/);
    await vi.waitFor(isUnderWay, { timeout: 120_000, interval: 50 });
    for (const workload of workloads) {
      expect(await lab.run('restart', workload)).toMatchObject({ code: 0 });
    }

    const { stdout } = await call.ended;
    const { answered, failures } = JSON.parse(stdout) as CallReport;
    expect({ answered, failures }).toEqual({ answered: requests, failures: [] });
    const after = await lab.pods();
    expect(after.map(({ name }) => name).sort()).toEqual(before.map(({ name }) => name).sort());
    expect(after.filter(({ generation, ready }) => generation !== 1 || !ready)).toEqual([]);
  });
});
