import { expect, test } from 'vitest';
import { rejectionIn } from './last-rejection.ts';

const PREFIX =
  '[2026-01-02 03:04:05.678][12][warning][config] [source/http_subscription_impl.cc:132] REST config';
const OTHER = '[2026-01-02 03:04:05.679][12][warning][main] [source/server/server.cc:1] something else';

test('the reason of the last refusal, without when and where', () => {
  const log = `${OTHER}\n${PREFIX} for /v3/discovery:routes rejected: first\n${PREFIX} for /v3/discovery:clusters rejected: Error adding/updating cluster(s) a: no such port\n${OTHER}\n`;
  expect(rejectionIn(log)).toBe('Error adding/updating cluster(s) a: no such port');
});

test('a resource that is printed before the reason is left out', () => {
  const log = `${PREFIX} for /v3/discovery:clusters rejected: goo.gle/debugstr   \nname: "a"\nconnect_timeout {\n}\n: Proto constraint validation failed (ClusterValidationError.ConnectTimeout: value must be greater than 0s)\n${OTHER}\n`;
  expect(rejectionIn(log)).toBe(
    'Proto constraint validation failed (ClusterValidationError.ConnectTimeout: value must be greater than 0s)',
  );
});

test('and one that is printed after it', () => {
  const log = `${PREFIX} for /v3/discovery:clusters rejected: Invalid duration: goo.gle/debugonly seconds: -1\n${OTHER}\n`;
  expect(rejectionIn(log)).toBe('Invalid duration');
});

test('nothing when nothing was refused', () => {
  expect(rejectionIn(OTHER)).toBeUndefined();
});
