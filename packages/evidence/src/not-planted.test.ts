/** The causes that no test plants on running Envoys: of a configuration that has changed since, and of logs that were cut. */
import { buildMesh } from '@lab/istio';
import { expect, it } from 'vitest';
import { readAccessLogEntry } from './access-log-entry.ts';
import { diagnose } from './diagnose.ts';

const REQUEST = {
  start_time: '2026-01-01T12:00:00.000Z',
  ...{ method: 'GET', authority: 'worker', path: '/slow', request_id: 'request-1', duration: 522 },
  ...{ response_code: 503, route_name: 'default' },
};

async function causesOf(pod: string, line: object) {
  const entry = readAccessLogEntry(pod, JSON.stringify({ ...REQUEST, ...line }));
  if (!entry) throw new Error('no entry');
  const evidence = {
    ...{ mesh: buildMesh([]), pods: [] },
    statistics: async () => new Map(),
    applicationLog: async () => [],
  };
  return (await diagnose([entry], evidence))?.causes;
}

it('names a missing cluster where the configuration does not say why it is missing', async () => {
  const details = { response_flags: 'NC', response_code_details: 'cluster_not_found' };
  expect(await causesOf('shop/client-0', details)).toMatchObject([
    {
      code: 'CLUSTER_NOT_FOUND',
      certainty: 'likely',
      not: [expect.stringContaining('may have changed since')],
    },
  ]);
});

it('names an application that closed a connection of which nothing else is known', async () => {
  const details = {
    response_flags: 'UC',
    response_code_details: 'upstream_reset_before_response_started{connection_termination}',
    ...{ upstream_cluster: 'inbound|8080||', upstream_host: '127.31.0.7:8080' },
    upstream_local_address: '127.0.0.6:38529',
  };
  expect(await causesOf('shop/worker-0', details)).toMatchObject([
    {
      ...{ code: 'APPLICATION_CLOSED', certainty: 'likely' },
      sentence: 'The application of shop/worker-0 closed the connection 522 ms after the request was sent.',
      not: [expect.stringContaining('the log of the application decides')],
    },
  ]);
});
