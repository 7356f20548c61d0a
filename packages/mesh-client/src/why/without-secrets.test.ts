import { expect, test } from 'vitest';
import { withoutSecrets } from './without-secrets.ts';

test.each([
  '{"msg":"refused","authorization":"Bearer top-secret","status":401}',
  'GET / cookie: a=top-secret; b=top-secret',
  "headers { 'set-cookie': 'id=top-secret' }",
  'calling with Bearer top-secret',
  'access_token=top-secret',
  'x-api-key: top-secret',
  '{"msg":"{\\"cookie\\":\\"sid=top-secret\\"}"}',
  '["cookie","sid=top-secret"]',
  "(b'cookie', b'sid=top-secret')",
  '"set-cookie":["a=1","sid=top-secret"]',
  '"authorization":"Digest username=\\"bob\\", response=\\"top-secret\\"","ok":1',
  'GET /callback?code=top-secret 200',
  'token eyJhbGciOiJub25lIn0.top-secret.x of nobody',
])('a secret is left out of %s', (line) => {
  expect(withoutSecrets(line)).not.toContain('top-secret');
  expect(withoutSecrets(line)).toContain('…');
});

test('what is no secret stays', () => {
  const line = '{"level":50,"req":{"id":"84961386"},"status":500,"msg":"the token is missing"}';
  expect(withoutSecrets(line)).toBe(line);
});
