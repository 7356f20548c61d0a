import { expect, it } from 'vitest';
import { requestPrincipal } from './jwt-claims.ts';

const ANY = { safeRegex: { regex: '.+' } };

it.each([
  ['*', ANY, ANY],
  ['https://issuer.test/alice', { exact: 'https://issuer.test' }, { exact: 'alice' }],
  ['https://issuer.test/*', { exact: 'https://issuer.test' }, ANY],
  ['https://issuer.test/al*', { exact: 'https://issuer.test' }, { prefix: 'al' }],
  ['*/alice', ANY, { exact: 'alice' }],
  ['*.test/alice', { suffix: '.test' }, { exact: 'alice' }],
  ['issuer*', { prefix: 'issuer' }, ANY],
  ['*alice', ANY, { suffix: 'alice' }],
])('divides request principal %s at the last slash', (pattern, issuer, subject) => {
  const claims = requestPrincipal(pattern).andIds?.ids.map(({ sourcedMetadata }) => {
    const { path, value } = sourcedMetadata?.metadataMatcher ?? { path: [], value: {} };
    return [path.at(-1)?.key, value.stringMatch];
  });
  expect(claims).toEqual([
    ['iss', issuer],
    ['sub', subject],
  ]);
});
