import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { queryPrometheus } from './prometheus-client.ts';

let close = () => {};
afterEach(() => close());

/** A Prometheus that answers everything alike; the expressions that it was asked. */
async function serve(status: number, body: unknown): Promise<{ base: string; asked: (string | null)[] }> {
  const asked: (string | null)[] = [];
  const server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://x').searchParams.get('query'));
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => void server.close();
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

test('reads the values of a vector by their labels, without those that are no number', async () => {
  const result = [
    { metric: { pod: 'a' }, value: [1_795_480_046.5, '12'] },
    { metric: { pod: 'b' }, value: [1_795_480_046.5, 'NaN'] },
  ];
  const { base, asked } = await serve(200, { status: 'success', data: { resultType: 'vector', result } });
  expect(await queryPrometheus(base, 'sum by (pod) (x{a="b"})')).toEqual([
    { labels: { pod: 'a' }, value: 12 },
  ]);
  expect(asked).toEqual(['sum by (pod) (x{a="b"})']);
});

test('says what it answers in place of a vector', async () => {
  const { base } = await serve(400, { status: 'error', errorType: 'bad_data', error: 'parse error' });
  await expect(queryPrometheus(base, '(')).rejects.toThrow('Prometheus answers 400: parse error');
  const other = await serve(502, 'bad gateway\n');
  await expect(queryPrometheus(other.base, 'x')).rejects.toThrow('Prometheus answers 502: bad gateway');
});
