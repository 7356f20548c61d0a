import { expect, it } from 'vitest';
import { readToken } from './read-token.ts';

const token = (claims: object) => `Bearer e30.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.signature`;

it.each([
  [undefined, undefined],
  ['Basic abc', undefined],
  ['Bearer no-token', { issuer: '', invalid: true }],
  [
    token({ iss: 'us', sub: 'me', aud: ['a'], role: 'x' }),
    { issuer: 'us', subject: 'me', audience: ['a'], claims: { role: 'x' } },
  ],
  [token({ iss: 'us', exp: 100 }), { issuer: 'us', claims: {}, invalid: true }],
  [token({ iss: 'us', exp: 101 }), { issuer: 'us', claims: {} }],
  [token({ iss: 'us', nbf: 101 }), { issuer: 'us', claims: {}, invalid: true }],
])('%s', (header, expected) => {
  expect(readToken(header, 100)).toEqual(expected);
});
