import { describe, expect, test } from 'vitest';
import { isAtLeast, parseVersion } from './envoy-version.ts';

describe('parseVersion', () => {
  test('reads what Envoy prints', () => {
    const printed =
      '\n/x/envoy  version: 0ebfcfe5b0484b89ca85b761da9e05ce75dbda8d/1.38.3/Modified/RELEASE/BoringSSL\n';
    expect(parseVersion(printed)).toBe('1.38.3');
  });

  test('takes no other program for Envoy', () => {
    expect(parseVersion('nginx version: nginx/1.27.0')).toBeUndefined();
  });
});

describe('isAtLeast', () => {
  test.each([
    ['1.36.0', '1.36.0', true],
    ['1.38.3', '1.36.0', true],
    ['1.9.9', '1.36.0', false],
    ['2.0.0', '1.36.0', true],
    ['1.35.12', '1.36.0', false],
  ])('%s against %s: %s', (version, oldest, answer) => {
    expect(isAtLeast(version, oldest)).toBe(answer);
  });
});
