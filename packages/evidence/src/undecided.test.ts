import { buildMesh } from '@lab/istio';
import { expect, it } from 'vitest';
import { readAccessLogEntry } from './access-log-entry.ts';
import { diagnose } from './diagnose.ts';
import type { Evidence, EvidencePod } from './evidence.ts';

/** As the Envoy of a caller logs it: the other end closed the connection 522 ms after the request was sent. */
const LINE = {
  start_time: '2026-01-01T12:00:00.000Z',
  ...{ method: 'GET', authority: 'worker', path: '/slow', request_id: 'request-1', duration: 522 },
  ...{ response_code: 503, response_flags: 'UC', route_name: 'default', upstream_attempt_count: 1 },
  response_code_details: 'upstream_reset_before_response_started{connection_termination}',
  ...{ upstream_cluster: 'outbound|80||worker.shop.svc.cluster.local', upstream_host: '127.31.0.7:8080' },
  upstream_local_address: '127.31.0.1:38529',
};

const worker: EvidencePod = {
  ...{ pod: 'shop/worker-0', workload: 'worker', namespace: 'shop', ready: true, restarts: 1 },
  addresses: ['127.31.0.7:8080'],
};

async function causes(pod: EvidencePod) {
  const entry = readAccessLogEntry('shop/client-0', JSON.stringify(LINE));
  if (!entry) throw new Error('no entry');
  const evidence: Evidence = {
    ...{ mesh: buildMesh([]), pods: [pod] },
    statistics: async () => new Map(),
    applicationLog: async () => [],
  };
  return (await diagnose([entry], evidence))?.causes ?? [];
}

it('says what remains of a connection of which the other end says nothing, and what would decide', async () => {
  const [cause, ...others] = await causes(worker);
  expect(others).toEqual([]);
  expect(cause).toMatchObject({ code: 'UPSTREAM_GONE', certainty: 'likely' });
  expect(cause?.not.join()).toMatch(/remain.*ssl\.fail_verify_no_cert.*would decide/);
});

it('names the sidecar that ended at that moment, and not one that ended at another', async () => {
  const at = Date.parse(LINE.start_time);
  const ended = (late: number): EvidencePod => ({
    ...worker,
    exits: [{ part: 'sidecar', how: 'SIGKILL', at: at + late }],
  });
  expect(await causes(ended(600))).toMatchObject([{ code: 'UPSTREAM_GONE', certainty: expect.any(String) }]);
  expect((await causes(ended(600)))[0]?.sentence).toMatch(/sidecar of shop\/worker-0 ended .*SIGKILL/);
  expect((await causes(ended(60_000)))[0]).toMatchObject({ certainty: 'likely' });
});
