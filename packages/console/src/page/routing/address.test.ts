import { expect, test } from 'vitest';
import { type Address, formatAddress, parseAddress } from './address.ts';

test('an address survives being written and read', () => {
  const addresses: Address[] = [
    { view: 'mesh', rest: '', query: {} },
    { view: 'requests', rest: '4bf92f3577b34da6', query: { with: '00f067aa', status: '5xx' } },
    { view: 'configuration', rest: 'proxies/backend/backend-stable-1', query: { search: 'a b&c=%' } },
    {
      view: 'explain',
      rest: '',
      query: { url: 'http://frontend.localhost/a?b=c', headers: 'x-canary: true' },
    },
  ];
  for (const address of addresses) {
    expect(parseAddress(formatAddress(address))).toEqual(address);
  }
});

test('what no view knows is the mesh', () => {
  for (const url of ['/', '/nowhere', '/requestsX/1']) expect(parseAddress(url).view).toBe('mesh');
  expect(parseAddress('/requests/%E0%A4%A').rest).toBe('%E0%A4%A');
});

test('what is empty is not written', () => {
  expect(formatAddress({ view: 'requests', query: { status: '', path: '/api' } })).toBe(
    '/requests?path=%2Fapi',
  );
});
