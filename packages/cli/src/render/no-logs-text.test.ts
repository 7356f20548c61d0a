import type { LogFile } from '@lab/mesh-client';
import { expect, test } from 'vitest';
import { noLogsText } from './no-logs-text.ts';

const ofLab = (name: string): LogFile => ({
  name,
  path: `/logs/${name}.log`,
  part: 'lab',
  namespace: '',
  pod: name,
});
const ofPod: LogFile = {
  name: 'ml.ml-stable-0',
  path: '/logs/ml.ml-stable-0.log',
  part: 'app',
  namespace: 'ml',
  pod: 'ml-stable-0',
};

test('names the pods that have logs, and not the logs of ./lab itself', () => {
  expect(noLogsText('nobody', [ofLab('install'), ofLab('lab'), ofPod])).toBe(
    'No pod, workload or namespace has a name that starts with "nobody".\nPods with logs: ml/ml-stable-0',
  );
});

test('says how to start the lab when only ./lab itself has logs', () => {
  expect(noLogsText('ml-stable', [ofLab('install')])).toBe('No pod has logs. Start the lab with ./lab up.');
});

test('suggests a workload, and the log of the lab', () => {
  expect(noLogsText('ml-stabel', [ofPod])).toContain('did you mean "ml-stable"?');
  expect(noLogsText('labb', [ofLab('lab'), ofPod])).toContain('did you mean "lab"?');
});
