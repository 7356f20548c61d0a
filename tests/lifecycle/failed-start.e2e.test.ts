import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PodStatus } from '@lab/local';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { processesOf } from '../support/lab/lab-processes.ts';
import { createTestLab, type TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 200 };

describe('up on a machine that is not as it should be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'failed-start-'));
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const oldEnvoy = join(folder, 'envoy');
  writeFileSync(oldEnvoy, '#!/bin/sh\necho "envoy  version: abcdef/1.20.0/Clean/RELEASE/BoringSSL"\n');
  chmodSync(oldEnvoy, 0o755);
  let lab: TestLab;
  afterEach(() => lab.close());
  afterAll(() => rmSync(folder, { recursive: true }));

  const failsWith = async (...texts: string[]) => {
    const { code, stdout, stderr } = await lab.run(...lab.upArgs, '--detach');
    expect(code).toBe(1);
    for (const text of texts) expect(stdout + stderr).toContain(text);
    // The project's own errors have words, not a stack.
    expect(stdout + stderr).not.toMatch(/^\s+at /m);
    expect(processesOf(lab.dir)).toEqual([]);
  };

  it('says that the port is in use, and how to take another', async () => {
    lab = createTestLab();
    const server = createServer().listen(lab.gatewayPort, '127.0.0.1');
    await failsWith('PORT_IN_USE', `port ${lab.gatewayPort}`, `--port ${lab.gatewayPort + 1}`);
    server.close();
  });

  it.each([
    { tool: 'kustomize', env: { KUSTOMIZE_BIN: '/nowhere/kustomize' }, says: ['KUSTOMIZE_BIN', '/nowhere/'] },
    { tool: 'Envoy', env: { ENVOY_BIN: '/nowhere/envoy' }, says: ['ENVOY_UNUSABLE', 'does not exist'] },
    {
      tool: 'Envoy',
      env: { ENVOY_BIN: oldEnvoy },
      says: ['is 1.20.0; version 1.36.0 or later is needed', 'unset it'],
    },
  ])('names the tool that is missing or too old: $env', async ({ env, says }) => {
    lab = createTestLab({ env });
    await failsWith(...says);
  });

  it('says that its folder cannot be written', async () => {
    lab = createTestLab({ env: { LAB_DIR: join(file, 'lab') } });
    await failsWith('DISK', join(file, 'lab'), 'LAB_DIR');
  });

  it('runs the others when an application does not start, says which and where its log is, and heals', async () => {
    const kustomization = 'base/backend/canary/kustomization.yaml';
    const patch = `
patches:
- patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: backend
      namespace: backend
    spec:
      template:
        spec:
          containers:
          - name: backend
            env:
            - name: PORT
              value: none
`;
    lab = createTestLab({
      prepare: (manifests) => manifests.write(kustomization, manifests.read(kustomization) + patch),
    });
    const { code, stdout, stderr } = await lab.run(...lab.upArgs, '--detach');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('not every pod is ready') });
    expect(stdout).toContain('WORKLOAD_NOT_READY backend/backend-canary-0');
    const pods = await lab.pods();
    const failing = pods.filter(({ ready }) => !ready);
    expect(failing).toMatchObject([{ name: 'backend-canary-0', application: { lastExit: 'exit 1' } }]);
    expect(stdout).toContain(failing[0]?.logs.application);
    expect(pods.length).toBeGreaterThanOrEqual(8);

    lab.manifests.replace(kustomization, patch, '');
    const notReady = async (): Promise<readonly PodStatus[]> =>
      (await lab.pods()).filter(({ ready }) => !ready);
    await expect.poll(notReady, patience).toEqual([]);
  });
});
