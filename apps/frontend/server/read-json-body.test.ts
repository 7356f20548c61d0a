import { expect, test } from 'vitest';
import { readJsonBody } from './read-json-body.ts';

function post(body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) {
  return new Request('http://localhost/api/classify', { method: 'POST', body, headers });
}

test('reads JSON, also with a charset', async () => {
  const headers = {
    'content-type': 'Application/JSON; charset=utf-8',
    accept: 'text/html, application/*;q=0.5',
  };
  expect(await readJsonBody(post('{"item":"jar"}', headers))).toEqual({ item: 'jar' });
});

test.each([
  [415, post('item=jar', { 'content-type': 'text/plain' })],
  [406, post('{}', { 'content-type': 'application/json', accept: 'text/html' })],
  [400, post('{')],
  [400, post('')],
  [413, post(JSON.stringify({ item: 'x'.repeat(16 * 1024) }))],
])('refuses with %i', async (status, request) => {
  await expect(readJsonBody(request)).rejects.toMatchObject({ status });
});
