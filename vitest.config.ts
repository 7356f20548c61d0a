import { defineConfig } from 'vitest/config';
import { FileOrder } from './tests/support/lab/file-order.ts';
import { type EndToEndProject, endToEndTests, projectOf, TESTED_FOLDERS } from './tests/support/needs.ts';

const source = TESTED_FOLDERS.map((folder) => `${folder}/**/*.test.ts`);
const ignored = ['**/node_modules/**', '**/dist/**', '**/.next/**'];

/** Which files are in which project follows from what they import: docs/testing.md. */
const endToEnd = Map.groupBy(endToEndTests(), projectOf);
/** For what hangs: how fast a test is depends on what else the machine does. */
const limits = {
  testTimeout: 120_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 60_000, interval: 100 } },
};

function project(name: EndToEndProject, groupOrder: number, options: object) {
  const include = endToEnd.get(name) ?? [];
  return { test: { name, include, exclude: ignored, sequence: { groupOrder }, ...limits, ...options } };
}

/** Labs have a port, and share two cores: one file at a time. */
const oneByOne = { fileParallelism: false };

export default defineConfig({
  test: {
    sequence: { sequencer: FileOrder },
    projects: [
      {
        test: {
          name: 'unit',
          include: source,
          exclude: [...ignored, '**/*.e2e.test.ts'],
          // By default one processor is left for a watcher, which of two is half.
          maxWorkers: '100%',
          // A limit for what hangs; how fast a test is depends on what else the machine does.
          testTimeout: 30_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      project('programs', 1, {
        maxWorkers: '100%',
        globalSetup: 'apps/frontend/e2e/build-before-tests.ts',
      }),
      project('lab', 2, { ...oneByOne, globalSetup: 'tests/support/lab/shared-lab-setup.ts' }),
      project('labs', 3, oneByOne),
      project('checkouts', 4, oneByOne),
      project('lessons', 5, { ...oneByOne, globalSetup: 'tests/support/lab/shared-lab-setup.ts' }),
    ],
  },
});
