import { expect, it, vi } from 'vitest';
import { openForwards } from './forwards.ts';

const gateway = { name: 'gateway', namespace: 'istio-system', port: 80 };

function clusterWith(ends: readonly boolean[] = []) {
  const close = vi.fn(async () => {});
  const forward = vi.fn(async () => {
    const index = forward.mock.calls.length - 1;
    return { port: 40_000 + index, isOpen: () => !ends[index], close };
  });
  return { forward, close };
}

it('takes the same way for each request, and closes it once', async () => {
  const { forward, close } = clusterWith();
  const forwards = openForwards({ forward });
  expect([await forwards.port(gateway), await forwards.port(gateway)]).toEqual([40_000, 40_000]);
  expect(await forwards.port({ ...gateway, port: 443 })).toBe(40_001);
  await forwards.close();
  expect(forward).toHaveBeenCalledTimes(2);
  expect(close).toHaveBeenCalledTimes(2);
});

it('opens another way where the one before has ended', async () => {
  const { forward } = clusterWith([true]);
  const forwards = openForwards({ forward });
  expect([await forwards.port(gateway), await forwards.port(gateway)]).toEqual([40_000, 40_001]);
});

it('tries again after a way that did not open', async () => {
  const { forward, close } = clusterWith();
  forward.mockRejectedValueOnce(new Error('no pod'));
  const forwards = openForwards({ forward });
  await expect(forwards.port(gateway)).rejects.toThrow('no pod');
  expect(await forwards.port(gateway)).toBe(40_001);
  await forwards.close();
  expect(close).toHaveBeenCalledTimes(1);
});
