/** Failures that `./lab call` prints and traces that `./lab trace` shows end with their cause, on running Envoys. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallReport, CausedFailures, RequestReport, TraceFailure } from '@lab/mesh-client';
import type { TraceTree } from '@lab/observe';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startTestLab, type TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 200 };
const routing = 'base/frontend/routing.yaml';

interface WithCauses {
  readonly causes: readonly CausedFailures[];
}

describe('causes of failures', () => {
  let lab: TestLab;
  let original: string;
  beforeAll(async () => {
    lab = await startTestLab();
    original = lab.manifests.read(routing);
  });
  afterEach(async () => {
    lab?.manifests.write(routing, original);
    await expect.poll(async () => (await lab.status()).findings, patience).toEqual([]);
  });
  afterAll(() => lab?.close());

  const json = async <Report>(...args: string[]) => {
    const { stdout } = await lab.run('call', '--json', ...args);
    return JSON.parse(stdout) as Report & WithCauses;
  };
  const codes = ({ causes }: WithCauses) =>
    causes.map(({ status, count, causes: named }) => [status, count, ...named.map(({ code }) => code)]);

  it('says of a wrong subset what a cluster answers, and why', async () => {
    lab.manifests.replace(routing, 'subset: canary', 'subset: nightly');
    await expect
      .poll(async () => (await lab.status()).findings.map(({ code }) => code), patience)
      .toContain('IST0101');
    const { code, stdout } = await lab.run('call', '--canary', '-n', '4');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^failed:\n {2}4 × 503 Service Unavailable\n {6}certain SUBSET_NOT_FOUND {2}.*nightly.* \(\.\/lab why [0-9a-f]{8}\)$/m,
    );
    const [, id = ''] = /\.\/lab why ([0-9a-f]{8})\)/.exec(stdout) ?? [];
    const why = await lab.run('why', id);
    expect(why.stdout).toMatch(/^certain {2}SUBSET_NOT_FOUND/m);
    const report = await json<CallReport>('--canary', '-n', '4');
    expect(report.failures).toEqual([{ reason: '503 Service Unavailable', status: 503, count: 4 }]);
    expect(codes(report)).toEqual([[503, 4, 'SUBSET_NOT_FOUND']]);
  });

  it('is reached by the five minutes of the README: explain, call, why', async () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    const [, step = ''] = /^4\. In the same file, (name a subset.*?)^5\./ms.exec(readme) ?? [];
    const commands = [...step.matchAll(/`\.\/lab ([^`]+)`/g)].map(([, command = '']) => command.split(' '));
    const [status, ...asked] = commands.filter(([name]) => name !== 'up');
    expect(status).toEqual(['status']);
    expect(asked.map(([name]) => name)).toEqual(['explain', 'call', 'why']);
    lab.manifests.replace(routing, 'subset: canary', 'subset: nightly');
    await expect
      .poll(async () => (await lab.status()).findings.map(({ code }) => code), patience)
      .toContain('IST0101');
    const outputs: string[] = [];
    for (const command of asked) outputs.push((await lab.run(...command)).stdout);
    const [explained, called, why] = outputs;
    expect(explained).toMatch(/503/);
    expect(called).toMatch(/certain SUBSET_NOT_FOUND/);
    expect(why).toMatch(/^certain {2}SUBSET_NOT_FOUND .*[\s\S]*routing\.yaml:\d+/m);
  });

  it('counts custom requests by cause, with and without an answer', async () => {
    const unknown = await json<RequestReport>(
      '--host',
      'nosuch.localhost',
      '--path',
      '/?token=secret',
      '-n',
      '7',
    );
    expect(codes(unknown)).toEqual([[404, 7, 'NO_ROUTE']]);
    const url = 'http://backend-service.backend:8080/classify';
    expect(codes(await json('--from', 'outside', url))).toEqual([[0, 1, 'PLAINTEXT_TO_STRICT']]);
    const denied = await lab.run('call', '--from', 'ml-stable', url);
    expect(denied.stdout).toMatch(
      /\nwhy:\n {2}403: certain NO_ALLOW_RULE {2}.* \(\.\/lab why [0-9a-f]{8}\)\n/,
    );
  });

  it('has no cause where nothing failed', async () => {
    const { stdout } = await lab.run('call', '-n', '2');
    expect(stdout).not.toContain('why');
    expect((await json<CallReport>('-n', '2')).causes).toEqual([]);
  });

  it('groups failures of a tier far from the caller by their cause, and marks the span where it was', async () => {
    await lab.run('up', '--with', 'fault-injection');
    const report = await json<CallReport>('-n', '100');
    const failed = report.failures.reduce((sum, { count }) => sum + count, 0);
    const caused = report.causes.filter(({ causes }) => causes.some(({ code }) => code === 'FAULT_INJECTED'));
    expect(caused.reduce((sum, { count }) => sum + count, 0)).toBe(failed);
    expect(failed).toBeGreaterThan(0);
    const id = report.failures.find(({ traceId }) => traceId)?.traceId ?? '';
    const { stdout } = await lab.run('trace', id);
    expect(stdout).toMatch(/backend \S+ +sidecar outbound .*✗ 503 (DI )?FI FAULT_INJECTED/);
    expect(stdout.match(/FAULT_INJECTED/g)).toHaveLength(2);
    expect(stdout).toMatch(/^certain FAULT_INJECTED {2}Route .*\nevidence: \.\/lab why [0-9a-f]{8}$/m);
    const tree = JSON.parse((await lab.run('trace', id, '--json')).stdout) as TraceTree & {
      readonly failure: TraceFailure;
    };
    expect(tree.failure.causes).toMatchObject([{ code: 'FAULT_INJECTED', certainty: 'certain' }]);
    await lab.run('up', '--without', 'fault-injection');
  });

  it('does not mark a trace of a request that was answered', async () => {
    const { lastTraceId = '' } = await json<CallReport>('-n', '1');
    const { stdout } = await lab.run('trace', lastTraceId, '--json');
    expect(JSON.parse(stdout)).not.toHaveProperty('failure');
  });
});
