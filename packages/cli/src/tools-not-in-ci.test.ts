import { expect, it } from 'vitest';
import { isExcused, skippedWithout } from './tools-not-in-ci.ts';

it('excuses the tests of a tool that CI does not install', () => {
  expect(isExcused(`skaffold.yaml ${skippedWithout('skaffold')} renders every profile`)).toBe(true);
});

it('excuses no other skip', () => {
  expect(isExcused('the mesh answers')).toBe(false);
  expect(isExcused('kustomize (skipped: no kustomize on PATH) builds')).toBe(false);
});
