import { defineConfig } from 'vitest/config';

const source = ['packages', 'apps', 'docs', 'tests', 'tools', 'bench'].map(
  (folder) => `${folder}/**/*.test.ts`,
);
const ignored = ['**/node_modules/**', '**/dist/**', '**/.next/**'];

export default defineConfig({
  test: {
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
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['tests/**/*.e2e.test.ts', 'packages/**/*.e2e.test.ts', 'apps/**/*.e2e.test.ts'],
          exclude: ignored,
          // These start real Envoys and share two cores: one file at a time.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
