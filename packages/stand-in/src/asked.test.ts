import { expect, it } from 'vitest';
import { askedOf } from './asked.ts';

const NOTHING = { calls: [], delayMs: 0, reset: false };

it('reads the query and the headers', () => {
  expect(
    askedOf('/?call=http://a:1/&b=c&call=tcp://d:2', { 'x-stand-in-call': 'http://e:3/, grpc://f:4' }),
  ).toEqual({
    ...NOTHING,
    calls: ['http://a:1/', 'tcp://d:2', 'http://e:3/', 'grpc://f:4'],
  });
  const headers = { 'x-stand-in-status': '503', 'x-stand-in-delay': '20', 'x-stand-in-reset': 'true' };
  expect(askedOf('/', headers)).toEqual({ calls: [], delayMs: 20, status: 503, reset: true });
});

it.each([
  ['x-stand-in-status', '99'],
  ['x-stand-in-status', 'x'],
  ['x-stand-in-delay', '-1'],
  ['x-stand-in-delay', 'x'],
])('takes %s: %s for nothing', (name, value) => expect(askedOf('/', { [name]: value })).toEqual(NOTHING));

it('waits a minute at most', () => {
  expect(askedOf('/', { 'x-stand-in-delay': '9999999' }).delayMs).toBe(60_000);
});

it.each(['cross-site', 'same-site'])('does nothing for what a browser sends for another page: %s', (site) => {
  expect(askedOf('/?call=http://a:1/', { 'sec-fetch-site': site })).toEqual(NOTHING);
  expect(askedOf('/?call=http://a:1/', { 'sec-fetch-site': 'none' }).calls).toHaveLength(1);
});
