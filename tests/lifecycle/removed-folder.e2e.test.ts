import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { processesOf } from '../support/lab/lab-processes.ts';
import { createTestLab, startTestLab, type TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 200 };

describe('a lab whose folder is removed while it is up', () => {
  let lab: TestLab | undefined;
  afterEach(() => lab?.close());

  it('is still known to down, which waits for its end', async () => {
    lab = await startTestLab();
    expect(processesOf(lab.dir).length).toBeGreaterThan(10);
    const { pid } = await lab.json<{ pid: number }>('status');
    // So that it does not end by itself before `down` looks.
    process.kill(pid, 'SIGSTOP');
    rmSync(lab.dir, { recursive: true, maxRetries: 20 });
    const down = lab.start('down');
    await vi.waitFor(() => expect(down.output()).toContain('stopping'), patience);
    // `down` looks at the process table right after it has said so.
    setTimeout(() => process.kill(pid, 'SIGCONT'), 3_000);
    expect(await down.ended).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('The lab is down'),
    });
    expect(processesOf(lab.dir)).toEqual([]);
    expect((await lab.run('down')).stdout).toContain('The lab is not up');
  });

  it.each(['', 'run'])('stops by itself and ends all that it ran, when it is .lab/%s', async (folder) => {
    lab = createTestLab();
    const { dir } = lab;
    const up = lab.start(...lab.upArgs);
    await vi.waitFor(() => expect(up.output()).toMatch(/Try next/), patience);
    rmSync(join(dir, folder), { recursive: true });
    const { code, stderr } = await up.ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('FOLDER_REMOVED') });
    expect(processesOf(dir)).toEqual([]);
    expect((await lab.run('status')).stdout).toContain('The lab is not up');
  });
});
