import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { firstPortOf, portAllocator } from './port-allocator.ts';

let server: Server | undefined;

afterEach(() => server?.close());

test('a key has one port until it is released, and another key another', async () => {
  const ports = portAllocator({}, 24_000);
  const port = await ports.allocate('a/1');
  expect(await ports.allocate('a/1')).toBe(port);
  expect(await ports.allocate('a/2')).not.toBe(port);
  expect(ports.assigned()).toMatchObject({ 'a/1': port });
  ports.release('a/');
  expect(ports.assigned()).toEqual({});
  expect(await ports.allocate('b')).toBe(port);
});

test('the port of the run before is taken up again, unless another program has it by now', async () => {
  const port = await portAllocator({}, 24_100).allocate('a');
  expect(await portAllocator({ a: port }, 24_200).allocate('a')).toBe(port);
  await new Promise<void>((resolve) => {
    server = createServer().listen(port, '127.0.0.1', resolve);
  });
  expect(await portAllocator({ a: port }, 24_200).allocate('a')).not.toBe(port);
});

test('the search goes on at the start of the range when it has come to its end', async () => {
  const ports = portAllocator({}, 24_998);
  const all = await Promise.all(['a', 'b', 'c', 'd'].map((key) => ports.allocate(key)));
  expect(new Set(all).size).toBe(4);
  expect(all.some((port) => port < 24_998)).toBe(true);
});

test('two labs begin at different ports, and one always at the same', () => {
  expect(firstPortOf('/home/a/.lab')).toBe(firstPortOf('/home/a/.lab'));
  expect(firstPortOf('/home/a/.lab')).not.toBe(firstPortOf('/home/a/.lab/test/lab'));
});
