import type { MeshPod } from '@lab/mesh-client';
import { expect, test } from 'vitest';
import { statusText } from './status-text.ts';

const plain = (_style: unknown, text: string) => text;
const sameName = (file: string) => file;

function pod(name: string, fields: Partial<MeshPod>): MeshPod {
  return {
    name,
    namespace: 'backend',
    workload: 'backend-stable',
    labels: { app: 'backend', version: 'stable' },
    proxy: 'sidecar',
    ready: false,
    draining: false,
    application: { phase: 'backing-off', reason: 'ErrImagePull', restarts: 0 },
    sidecar: { phase: 'running', restarts: 0 },
    ...fields,
  };
}

test('says the reason in the row, and the whole of it once for the pods of a workload', () => {
  const problem = 'container backend: ErrImagePull: pull access denied';
  const pods = [
    pod('backend-1', { problem }),
    pod('backend-2', { problem }),
    pod('backend-3', { ready: true }),
  ];
  const absent = [{ namespace: 'ml', workload: 'ml-stable', reason: 'FailedCreate: exceeded quota' }];
  const lines = statusText({ context: 'kind-lab', pods, absent }, plain, sameName).split('\n');
  expect(lines[1]).toMatch(/^backend +stable +backend-1 +ErrImagePull +running +no$/);
  expect(lines.slice(4)).toEqual([
    '',
    'not ready:',
    `  2 × backend/backend-stable: ${problem}`,
    '  ml/ml-stable has no pod: FailedCreate: exceeded quota',
  ]);
});

test('says nothing of pods that are ready', () => {
  expect(statusText({ pods: [pod('backend-1', { ready: true })] }, plain, sameName)).not.toContain(
    'not ready',
  );
});

test.each([
  ['applying', 'an edit is being applied: until then, the previous configuration is active'],
  ['not-applied', 'the newest edit is not applied: the previous configuration is still active'],
] as const)('says what is active where an edit is %s', (edits, line) => {
  const pods = [pod('backend-1', { ready: true })];
  expect(statusText({ pods, edits }, plain, sameName).split('\n').at(-1)).toBe(line);
  expect(statusText({ pods, edits: 'applied' }, plain, sameName)).not.toContain('edit');
});
