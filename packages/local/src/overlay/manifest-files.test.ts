import { expect, test } from 'vitest';
import { isNoManifest } from './manifest-files.ts';

test.each(['a.yaml', 'base/kustomization.yaml', '.env', 'base/.env', 'a.json', ''])(
  '%j may be part of a configuration',
  (path) => expect(isNoManifest(path)).toBe(false),
);

test.each([
  '.progress.json',
  '.progress.json.10653',
  '.saved/17-one-namespace/backend.yaml',
  'node_modules',
  'node_modules/a/a.yaml',
  'base/.hidden.yaml',
])('%j is none of it', (path) => expect(isNoManifest(path)).toBe(true));
