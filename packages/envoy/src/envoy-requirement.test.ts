import { describe, expect, test } from 'vitest';
import { readVersion } from './envoy-requirement.ts';

describe('readVersion', () => {
  test('reads what Envoy prints', () => {
    const printed =
      '\n/x/envoy  version: 0ebfcfe5b0484b89ca85b761da9e05ce75dbda8d/1.38.3/Modified/RELEASE/BoringSSL\n';
    expect(readVersion(printed)).toBe('1.38.3');
  });

  test('takes no other program for Envoy', () => {
    expect(readVersion('nginx version: nginx/1.27.0')).toBeUndefined();
  });
});
