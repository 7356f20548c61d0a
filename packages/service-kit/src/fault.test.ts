import { describe, expect, it } from 'vitest';
import { type Fault, faultInjector, readFault } from './fault.ts';

const identity = { service: 'backend', version: 'stable', pod: 'backend-stable-1', namespace: 'backend' };
const MESSAGE = 'FAULT_ERROR_RATE is set: this replica was told to fail';
const none: Fault = { errorRate: 0, message: MESSAGE, delayMs: 0, everyNth: 1 };

describe('readFault', () => {
  it('is off unless the environment turns it on', () => {
    expect(readFault({}, identity)).toBeUndefined();
    expect(readFault({ FAULT_POD: 'backend-stable-1' }, identity)).toBeUndefined();
    expect(
      readFault({ FAULT_ERROR_RATE: '0', FAULT_EVERY_NTH: '3', FAULT_UNREADY_AFTER: '' }, identity),
    ).toBe(undefined);
  });

  it('is on for every pod, or for the one that FAULT_POD names', () => {
    const env = { FAULT_ERROR_RATE: '1', FAULT_DELAY_MS: '20', FAULT_EVERY_NTH: '3' };
    expect(readFault(env, identity)).toEqual({ ...none, errorRate: 1, delayMs: 20, everyNth: 3 });
    expect(readFault({ ...env, FAULT_POD: 'backend-stable-1' }, identity)).toBeDefined();
    expect(readFault({ ...env, FAULT_POD: 'backend-stable-2' }, identity)).toBeUndefined();
  });

  it('knows a short keep-alive, and a readiness that says no', () => {
    expect(readFault({ FAULT_IDLE_RESET_MS: '1000' }, identity)).toEqual({ ...none, idleResetMs: 1000 });
    expect(readFault({ FAULT_UNREADY_AFTER: '0' }, identity)).toEqual({ ...none, readyProbes: 0 });
  });

  it.each([
    ['FAULT_ERROR_RATE', '50'],
    ['FAULT_EVERY_NTH', '0'],
    ['FAULT_EVERY_NTH', '1.5'],
    ['FAULT_IDLE_RESET_MS', 'soon'],
    ['FAULT_UNREADY_AFTER', 'soon'],
  ])('refuses %s=%s', (name, value) => {
    expect(() => readFault({ [name]: value }, identity)).toThrow(name);
  });
});

describe('faultInjector', () => {
  it('fails every request at rate 1 and none at rate 0', async () => {
    await expect(faultInjector({ ...none, errorRate: 1 })()).rejects.toMatchObject({ status: 500 });
    await expect(faultInjector(none)()).resolves.toBeUndefined();
  });

  it('says what the environment wants it to say', async () => {
    const env = { FAULT_ERROR_RATE: '1', FAULT_MESSAGE: 'model failed' };
    const fault = readFault(env, identity) ?? none;
    await expect(faultInjector(fault)()).rejects.toThrow('model failed');
    const plain = readFault({ FAULT_ERROR_RATE: '1', FAULT_MESSAGE: '' }, identity) ?? none;
    await expect(faultInjector(plain)()).rejects.toThrow(MESSAGE);
  });

  it('fails the third, the sixth and the ninth of nine', async () => {
    const inject = faultInjector({ ...none, errorRate: 1, everyNth: 3 });
    const failed: number[] = [];
    for (let request = 1; request <= 9; request += 1) await inject().catch(() => failed.push(request));
    expect(failed).toEqual([3, 6, 9]);
  });

  it('waits', async () => {
    const startedAt = performance.now();
    await faultInjector({ ...none, delayMs: 50 })();
    expect(performance.now() - startedAt).toBeGreaterThan(45);
  });
});
