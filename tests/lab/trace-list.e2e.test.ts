import { randomBytes } from 'node:crypto';
import type { TraceSummary } from '@lab/mesh-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 500 };

describe('traces of a mesh that samples some requests', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await openSharedLab({ components: ['sampling-10'] });
  });
  afterAll(() => lab?.close());

  /** A request whose caller decides whether it is sampled. */
  const ask = async (sampled: boolean) => {
    const traceId = randomBytes(16).toString('hex');
    const header = `traceparent: 00-${traceId}-b7ad6b7169203331-0${sampled ? 1 : 0}`;
    await lab.run('call', '-n', '1', '--path', '/healthz', '-H', header);
    return traceId;
  };

  it('are listed, the newest first, for people and for scripts', async () => {
    const ids = [await ask(true), await ask(true)];
    const listed = () => lab.json<readonly TraceSummary[]>('trace', '--list', '-n', '100');
    await expect
      .poll(async () => (await listed()).map(({ traceId }) => traceId), patience)
      .toEqual(expect.arrayContaining(ids));
    const traces = await listed();
    expect(traces.map(({ startedAt }) => startedAt)).toEqual(
      traces
        .map(({ startedAt }) => startedAt)
        .toSorted()
        .reverse(),
    );
    const trace = traces.find(({ traceId }) => traceId === ids[0]);
    expect(trace).toMatchObject({ root: expect.stringMatching(/^istio-ingressgateway GET .*\/healthz$/) });
    expect(trace?.spans).toBeGreaterThan(1);
    expect(trace?.durationMs).toBeGreaterThan(0);
    const { code, stdout } = await lab.run('trace', '--list', '-n', '1');
    expect(code).toBe(0);
    // The header, one trace, and what is not sampled.
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(stdout).toContain('samples 10% of requests');
  });

  it('say of one that is not there why', async () => {
    const { code, stderr } = await lab.run('trace', await ask(false));
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /No trace ID starts with [0-9a-f]{32}.* samples 10% of requests\. The others have no trace/s,
    );
    expect((await lab.run('up', '--overlay', 'local', '--manifests', lab.manifests.folder)).code).toBe(0);
    expect((await lab.run('trace', await ask(false))).stderr).toContain('the request was not sampled');
  });
});
