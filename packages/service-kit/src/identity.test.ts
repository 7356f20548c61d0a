import { describe, expect, it } from 'vitest';
import { readIdentity, readServedBy, servedBy } from './identity.ts';

describe('readIdentity', () => {
  it('reads what the downward API gives', () => {
    const env = { APP_NAME: 'ml', APP_VERSION: 'canary', POD_NAME: 'ml-canary-1', POD_NAMESPACE: 'ml' };
    const identity = readIdentity(env, 'other');
    expect(identity).toEqual({ service: 'ml', version: 'canary', pod: 'ml-canary-1', namespace: 'ml' });
    expect(servedBy(identity)).toBe('ml/canary/ml-canary-1');
    expect(readServedBy(servedBy(identity))).toEqual({
      service: 'ml',
      version: 'canary',
      pod: 'ml-canary-1',
    });
    expect(readServedBy('nginx')).toBeUndefined();
  });

  it('has stand-ins outside a pod', () => {
    const identity = { service: 'ml', version: 'unversioned', pod: 'ml', namespace: 'default' };
    expect(readIdentity({}, 'ml')).toEqual(identity);
    expect(readIdentity({ APP_VERSION: '', HOSTNAME: 'laptop' }, 'ml')).toEqual({
      ...identity,
      pod: 'laptop',
    });
  });
});
