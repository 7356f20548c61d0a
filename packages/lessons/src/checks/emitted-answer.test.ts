import type { journey } from '@lab/istio';
import { expect, it } from 'vitest';
import { expectedOf } from './emitted-answer.ts';

const journeyTo = (...ends: Partial<journey.End>[]) =>
  ({ hops: [{ ends: ends.map((end) => ({ share: 1, flags: [], workloads: [], ...end })) }] }) as never;
const denied = { by: 'server-proxy', status: 403 } as const;
const application = { by: 'application' } as const;

it.each([
  ['a policy that denies', [denied], 403, true],
  ['a policy that denies', [denied], 200, false],
  ['a policy that denies', [denied], 'refused', false],
  ['a connection that is closed', [{ by: 'nobody' }], 'refused', true],
  ['a connection that is closed', [{ by: 'nobody' }], 503, false],
  ['an application', [application], 200, true],
  ['an application', [application], 403, false],
  ['an application, or a signature', [application], 401, undefined],
  ['an application', [application], 404, undefined],
  ['one pod of two', [application, denied], 200, false],
  ['nothing that is known', [], 200, undefined],
] as const)('knows of %s: %j with %s is %s', (_, ends, status, expected) => {
  expect(expectedOf(journeyTo(...ends), status)).toBe(expected);
});
