import { expect, test } from 'vitest';
import { type AccessLogEntry, readAccessLogEntry } from './access-log-entry.ts';
import { groupFailures } from './group-failures.ts';

let next = 0;

function entry(pod: string, fields: Readonly<Record<string, unknown>>): AccessLogEntry {
  next += 1;
  const line = { start_time: new Date(next * 1_000).toISOString(), duration: 1, ...fields };
  return readAccessLogEntry(pod, JSON.stringify(line)) as AccessLogEntry;
}

const request = { method: 'GET', authority: 'a.localhost:8080', path: '/x?token=secret' };
const sent = { method: 'GET', host: 'A.localhost', path: '/x?token=other' };

test('requests that failed alike are counted together, the most frequent first', () => {
  const entries = ['1', '2', '3'].flatMap((id) => [
    entry('gw/a', {
      ...request,
      request_id: id,
      response_code: 503,
      response_flags: id === '1' ? 'UO' : 'UH',
    }),
  ]);
  expect(
    groupFailures(entries, sent).map(({ count, incident }) => [count, incident.origin.requestId]),
  ).toEqual([
    [2, '3'],
    [1, '1'],
  ]);
});

test('requests of another kind and those that were answered do not count', () => {
  const entries = [
    entry('gw/a', { ...request, path: '/y', request_id: '1', response_code: 404 }),
    entry('gw/a', { ...request, method: 'POST', request_id: '2', response_code: 404 }),
    entry('gw/a', { ...request, authority: 'b.localhost', request_id: '3', response_code: 404 }),
    entry('gw/a', { ...request, request_id: '4', response_code: 200 }),
  ];
  expect(groupFailures(entries, sent)).toEqual([]);
});

test('a refused connection counts with the request whose proxy opened it, and by itself where none did', () => {
  const refused = (address: string) =>
    entry('b/callee', { response_code: 0, response_flags: 'NR', downstream_remote_address: address });
  const entries = [
    entry('gw/a', {
      ...request,
      request_id: '1',
      response_code: 503,
      response_code_details: 'via_upstream',
      upstream_local_address: '1:1',
    }),
    refused('1:1'),
    refused('9:9'),
  ];
  const groups = groupFailures(entries, sent);
  expect(groups.map(({ count, incident }) => [count, incident.hops.map(({ pod }) => pod)])).toEqual([
    [1, ['gw/a', 'b/callee']],
    [1, ['b/callee']],
  ]);
});
