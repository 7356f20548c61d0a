/** What an end-to-end test needs, read off what it imports, directly or not: vitest.config.ts and docs/testing.md go by it. */
import { existsSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { importedFiles } from './imported-files.ts';

const root = resolve(import.meta.dirname, '../..');

/** The one file through which tests come to each thing that is not there by itself. */
const SOURCES: Readonly<Record<string, string>> = {
  'tests/support/lab/shared-lab.ts': 'shared lab',
  'tests/support/lab/test-lab.ts': 'own lab',
  'tests/support/lab/places.ts': 'own lab',
  'tests/support/lessons/lesson-names.ts': 'every lesson',
  'tests/support/repository/forked-repository.ts': 'copy of the checkout',
  'tests/support/cluster/find-kubectl.ts': 'kubectl',
  'tests/support/cluster/find-kind.ts': 'kind',
  'tests/support/cluster/skaffold.ts': 'skaffold',
  'tests/support/helm/helm.ts': 'Helm 3 and 4',
  'tests/support/images/docker-engine.ts': 'Docker',
  'tests/support/manifests/find-kustomize-5.ts': 'kustomize 5',
  'tests/support/observability/promtool.ts': 'promtool',
  'apps/frontend/e2e/find-chromium.ts': 'Chromium',
  'apps/frontend/e2e/page-under-test.ts': 'Chromium',
};

/** A project of vitest.config.ts. */
export type EndToEndProject = 'lab' | 'labs' | 'checkouts' | 'lessons' | 'programs';

/** Folders of the root in which tests are. */
export const TESTED_FOLDERS = ['packages', 'apps', 'docs', 'tests', 'tools', 'bench'];

/** Paths of all end-to-end tests, from the root of the repository, in alphabetical order. */
export function endToEndTests(): string[] {
  const exclude = (path: string) => /(^|\/)(node_modules|dist|\.next)$/.test(path);
  return globSync(`{${TESTED_FOLDERS.join()}}/**/*.e2e.test.ts`, { cwd: root, exclude }).toSorted();
}

/** What one of them needs, sorted; empty: nothing that `./lab` does not bring. */
export function needsOf(file: string): string[] {
  const found = importedFiles(root, file, (path) => path in SOURCES).flatMap((path) => SOURCES[path] ?? []);
  const shares = found.includes('shared lab');
  // Beside the shared one, labs that are refused.
  return [...new Set(found)].filter((need) => !(shares && need === 'own lab')).toSorted();
}

/** Where it runs: labs one after the other, programs that start none side by side. */
export function projectOf(file: string): EndToEndProject {
  const needs = needsOf(file);
  if (needs.includes('every lesson')) return 'lessons';
  if (needs.includes('shared lab')) return 'lab';
  if (needs.includes('copy of the checkout')) return 'checkouts';
  return needs.includes('own lab') ? 'labs' : 'programs';
}

/** A source that is gone would be a need that no file has. */
export function missingSources(): string[] {
  return Object.keys(SOURCES).filter((path) => !existsSync(join(root, path)));
}
