import { expect, test } from 'vitest';
import { adminClient, parseStats, parseTextReadouts } from './admin-client.ts';

test('stats are counters and gauges; other lines are left out', () => {
  const text =
    'listener_manager.lds.update_rejected: 0\ncluster.x.upstream_rq_total: 12\nserver.state: "LIVE"\nh: No recorded values\n';
  expect([...parseStats(text)]).toEqual([
    ['listener_manager.lds.update_rejected', 0],
    ['cluster.x.upstream_rq_total', 12],
  ]);
});

test('text readouts keep their text', () => {
  expect(
    parseTextReadouts('listener_manager.lds.version_text: "v 7"\n').get('listener_manager.lds.version_text'),
  ).toBe('v 7');
});

test('a socket that is not there: no state, and an error with a code for the rest', async () => {
  const admin = adminClient('/nonexistent/admin.sock');
  expect(await admin.state()).toBeUndefined();
  await expect(admin.stats()).rejects.toMatchObject({ code: 'ENVOY_ADMIN' });
});
