import { expect, it } from 'vitest';
import { isEditorsOwn } from './editor-files.ts';

it.each([
  'k8s/base/ml/sedGeOrKI',
  'k8s/base/ml/4913',
  'k8s/base/ml/4923',
  'k8s/base/ml/.routing.yaml.swp',
  'k8s/base/ml/.routing.yaml.swx',
  'k8s/base/ml/routing.yaml~',
  'k8s/base/ml/.#routing.yaml',
  'k8s/base/ml/#routing.yaml#',
  'k8s/base/ml/.goutputstream-AB12CD',
  'k8s/base/ml/routing.yaml___jb_tmp___',
  'k8s/base/ml/routing.yaml.tmp.1234',
])('takes %s for an editor’s', (path) => expect(isEditorsOwn(path)).toBe(true));

it.each(['k8s/base/ml/routing.yaml', 'k8s/base/sedated.yaml', 'k8s/49130', 'apps/ml/src/main.ts', 'k8s/sed'])(
  'takes %s for a person’s',
  (path) => expect(isEditorsOwn(path)).toBe(false),
);
