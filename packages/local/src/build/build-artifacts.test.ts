import { expect, it } from 'vitest';
import { lastWords } from './build-artifacts.ts';

it('shows what the compiler said of a failed build, not what turbo and npm say around it', () => {
  const written = `• turbo 2.11.11
@lab/frontend:build: cache miss, executing acca6576e35176b4
@lab/frontend:build: 
@lab/frontend:build: > @lab/frontend@0.1.0 build
@lab/frontend:build: ./apps/frontend/server/process.ts:9:19
@lab/frontend:build: Expression expected
@lab/frontend:build: npm error Lifecycle script \`build\` failed with error:
@lab/frontend:build: npm error code 1
@lab/frontend#build:  ERROR  command (/x/apps/frontend) npm run build exited (1)
 Tasks:    1 successful, 2 total
Failed:    @lab/frontend#build
 ERROR  run failed: command  exited (1)`;
  expect(lastWords(written.split('\n'))).toBe('./apps/frontend/server/process.ts:9:19\nExpression expected');
});
