import { expect, it } from 'vitest';
import { nextChoice } from './change-running.ts';

const context = { root: '/lab', cwd: '/lab' };
const local = { manifests: 'k8s', overlay: 'local', components: ['jwt'], without: ['tracing'] };

it.each([
  ['adds', { with: ['egress'] }, { components: ['jwt', 'egress'] }],
  [
    'adds what is there already no second time',
    { with: ['jwt', 'egress', 'egress'] },
    { components: ['jwt', 'egress'] },
  ],
  ['brings back', { with: ['tracing'] }, { without: [] }],
  ['takes off', { without: ['jwt'] }, { components: [] }],
  ['leaves out', { without: ['strict-mtls', 'tracing'] }, { without: ['tracing', 'strict-mtls'] }],
  [
    'exchanges',
    { without: ['strict-mtls'], with: ['permissive-mtls'] },
    { components: ['jwt', 'permissive-mtls'], without: ['tracing', 'strict-mtls'] },
  ],
  [
    'begins again',
    { overlay: 'production', with: ['egress'] },
    { overlay: 'production', components: ['egress'], without: [] },
  ],
  ['begins again with the same', { overlay: 'local' }, { components: [], without: [] }],
  [
    'begins again elsewhere',
    { manifests: '/mesh/k8s' },
    { manifests: '/mesh/k8s', components: [], without: [] },
  ],
])('%s', (_, options, changed) => {
  expect(nextChoice(context, local, options)).toEqual({ ...local, ...changed });
});
