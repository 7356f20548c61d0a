import { expect, it } from 'vitest';
import { ownCallCommand, ownRequestText } from './answers.ts';

const token = { headers: { authorization: 'Bearer eyJh' } };

it('names a request without its token', () => {
  const request = { url: 'http://frontend.localhost/', ...token };
  expect(ownRequestText(request)).toBe('GET http://frontend.localhost/ with authorization: Bearer TOKEN');
});

it('gives a command with the query, and a place for the token', () => {
  expect(ownCallCommand({ url: 'http://frontend.localhost/a?b=1&c=2', ...token })).toBe(
    "./lab call --host frontend.localhost --path '/a?b=1&c=2' -H 'authorization: Bearer TOKEN'",
  );
  expect(
    ownCallCommand({ from: 'ml-stable', url: 'http://b.b:8080/x?y=1', method: 'POST', body: '{}' }),
  ).toBe("./lab call --from ml-stable 'http://b.b:8080/x?y=1' --method POST --data '{}'");
  expect(ownCallCommand({ from: 'ml-stable', url: 'http://b.b:8080/x' })).toBe(
    './lab call --from ml-stable http://b.b:8080/x',
  );
});
