import { expect, test } from 'vitest';
import { splitHooks } from './split-hooks.ts';

const hook =
  '\n# Source: hook.yaml\nkind: Job\nmetadata:\n  name: job\n  annotations:\n    "helm.sh/hook": post-install\n';

test('hooks are told from resources, and both stay as they are', () => {
  const one =
    '\n# Source: one.yaml\nkind: ConfigMap\ndata:\n  text: "helm.sh/hook"\n  more: |\n    --- no marker\n';
  const two = '\nkind: ServiceAccount\n';
  expect(splitHooks(`---${one}---${hook}---${two}`)).toEqual({
    hooks: `---${hook}`,
    resources: `---${one}---${two}`,
  });
});

test('the first document needs no marker, and one may have text behind it', () => {
  expect(splitHooks('kind: A\n--- # two\nkind: B\n')).toEqual({
    hooks: '',
    resources: '---\nkind: A\n--- # two\nkind: B\n',
  });
});

test('what cannot be read is left for kustomize to refuse', () => {
  const broken = '\nmetadata: {annotations: {helm.sh/hook: [\n';
  expect(splitHooks(`---${broken}`)).toEqual({ hooks: '', resources: `---${broken}` });
});

test('nothing is nothing', () => {
  expect(splitHooks('---\n')).toEqual({ hooks: '', resources: '' });
});
