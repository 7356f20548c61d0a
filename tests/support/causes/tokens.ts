import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Tokens of the names that cases use, and the key set that verifies the good one. Made anew in each run. */
export interface Tokens {
  readonly jwks: string;
  readonly tokens: Readonly<Record<string, string>>;
}

/** One token for each way of being wrong (RFC 7519). */
export function makeTokens(): Tokens {
  const [own, other] = [keyPair(), keyPair()];
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: 'https://issuer.example', aud: 'shop', sub: 'a-person', exp: now + 3600 };
  const key = { ...own.publicKey.export({ format: 'jwk' }), kid: 'shop', use: 'sig', alg: 'RS256' };
  return {
    jwks: JSON.stringify({ keys: [key] }),
    tokens: {
      good: token(claims, own.privateKey),
      expired: token({ ...claims, exp: now - 3600 }, own.privateKey),
      audience: token({ ...claims, aud: 'bank' }, own.privateKey),
      issuer: token({ ...claims, iss: 'https://nobody.example' }, own.privateKey),
      key: token(claims, other.privateKey),
      malformed: 'no.token',
    },
  };
}

function keyPair() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

function token(claims: Readonly<Record<string, unknown>>, key: KeyObject): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', kid: 'shop', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}
