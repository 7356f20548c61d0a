import { describe, expect, it } from 'vitest';
import { injectFault, readFault } from './fault.ts';

const identity = { service: 'backend', version: 'stable', pod: 'backend-stable-1', namespace: 'backend' };

describe('readFault', () => {
  it('is off unless the environment turns it on', () => {
    expect(readFault({}, identity)).toBeUndefined();
    expect(readFault({ FAULT_POD: 'backend-stable-1' }, identity)).toBeUndefined();
    expect(readFault({ FAULT_ERROR_RATE: '0' }, identity)).toBeUndefined();
  });

  it('is on for every pod, or for the one that FAULT_POD names', () => {
    const env = { FAULT_ERROR_RATE: '1', FAULT_DELAY_MS: '20' };
    expect(readFault(env, identity)).toEqual({ errorRate: 1, delayMs: 20 });
    expect(readFault({ ...env, FAULT_POD: 'backend-stable-1' }, identity)).toBeDefined();
    expect(readFault({ ...env, FAULT_POD: 'backend-stable-2' }, identity)).toBeUndefined();
  });

  it('refuses a rate above one', () => {
    expect(() => readFault({ FAULT_ERROR_RATE: '50' }, identity)).toThrow('FAULT_ERROR_RATE');
  });
});

describe('injectFault', () => {
  it('fails every request at rate 1 and none at rate 0', async () => {
    await expect(injectFault({ errorRate: 1, delayMs: 0 })).rejects.toMatchObject({ status: 500 });
    await expect(injectFault({ errorRate: 0, delayMs: 0 })).resolves.toBeUndefined();
  });

  it('waits', async () => {
    const startedAt = performance.now();
    await injectFault({ errorRate: 0, delayMs: 50 });
    expect(performance.now() - startedAt).toBeGreaterThan(45);
  });
});
