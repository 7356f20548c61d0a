import { createServer, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ConsoleEvent, createEventStream, type EventStream } from './event-stream.ts';

let server: Server;
let stream: EventStream;
let counts: number[];
let accepted: boolean[];
let responses: ServerResponse[];

beforeEach(async () => {
  [counts, accepted, responses] = [[], [], []];
  const own = counts;
  stream = createEventStream((pages) => own.push(pages));
  server = createServer((_, response) => {
    responses.push(response);
    response.writeHead(200);
    response.flushHeaders();
    accepted.push(stream.connect(response, [timeline(0)]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  stream.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const timeline = (id: number, text = 'x'): ConsoleEvent => ({
  name: 'timeline',
  data: [{ id, at: 0, kind: 'edit', text }],
});

/** A page that reads, or one that does not. */
async function open(reads = true) {
  const { port } = server.address() as AddressInfo;
  const outgoing = request({ host: '127.0.0.1', port, agent: false }).end();
  const page = { text: '', isClosed: false, close: () => outgoing.destroy() };
  outgoing.on('error', () => {});
  outgoing.on('response', (response) => {
    response.on('close', () => {
      page.isClosed = true;
    });
    response.on('error', () => {});
    if (reads)
      response.setEncoding('utf8').on('data', (text) => {
        page.text += text;
      });
    else response.pause();
  });
  const before = accepted.length;
  await expect.poll(() => accepted.length).toBeGreaterThan(before);
  return page;
}

it('sends the present state first, then what comes, each event as one', async () => {
  const page = await open();
  stream.send(timeline(1));
  await expect.poll(() => page.text).toContain('"id":1');
  const names = page.text
    .split('\n\n')
    .filter(Boolean)
    .map((event) => event.split('\n')[0]);
  expect(names).toEqual(['retry: 1000', 'event: timeline', 'event: timeline']);
});

it('tells how many pages are open', async () => {
  const first = await open();
  const second = await open();
  first.close();
  await expect.poll(() => stream.pages).toBe(1);
  second.close();
  await expect.poll(() => counts).toEqual([1, 2, 1, 0]);
});

it('cuts off a page that does not read, and keeps the others', async () => {
  const slow = await open(false);
  const page = await open();
  const text = 'y'.repeat(1_000_000);
  // Far more than the system's buffers of a connection and the limit together.
  for (let id = 1; id <= 60 && stream.pages === 2; id += 1) {
    stream.send(timeline(id, text));
    await expect.poll(() => page.text).toContain(`"id":${id},`);
  }
  expect(stream.pages).toBe(1);
  expect(Math.max(...responses.map(({ writableLength }) => writableLength))).toBeLessThan(5 * 1024 * 1024);
  stream.send(timeline(1_000));
  await expect.poll(() => page.text).toContain('"id":1000,');
  slow.close();
});

it('sends an event however long it is', async () => {
  const page = await open();
  stream.send(timeline(1, 'y'.repeat(6_000_000)));
  await expect.poll(() => page.text.length).toBeGreaterThan(6_000_000);
  stream.send(timeline(2));
  await expect.poll(() => page.text).toContain('"id":2,');
  expect(page.isClosed).toBe(false);
});

it('takes so many pages and no more', async () => {
  const pages = [];
  for (let count = 0; count < 33; count += 1) pages.push(await open());
  expect(accepted.filter(Boolean)).toHaveLength(32);
  expect(stream.pages).toBe(32);
  for (const page of pages) page.close();
});

it('a page that goes while another is coming is not the last', async () => {
  const first = await open();
  const arrived = stream.expect();
  first.close();
  await expect.poll(() => counts).toEqual([1, 1]);
  arrived();
  expect(stream.pages).toBe(0);
});
