import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAuthority } from './certificate-authority.ts';
import { type IdentityFiles, identityFiles } from './identity-files.ts';

const ml = { trustDomain: 'cluster.local', namespace: 'ml', serviceAccount: 'ml' };
let folder: string;
let files: IdentityFiles | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'identities-'));
});

afterEach(() => {
  files?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function secretIn(path: string) {
  return JSON.parse(readFileSync(path, 'utf8')).resources[0];
}

test('one folder a service account, with both secrets, for its owner only', async () => {
  const authority = await openAuthority(folder);
  files = identityFiles({ authority, folder, onError: () => {} });
  const [first, second] = await Promise.all([files.ensure(ml), files.ensure(ml)]);
  expect(second).toBe(first);
  const leaf = secretIn(join(first, 'default.json'));
  expect(leaf.name).toBe('default');
  const certificate = new X509Certificate(leaf.tlsCertificate.certificateChain.inlineString);
  expect(certificate.subjectAltName).toBe('URI:spiffe://cluster.local/ns/ml/sa/ml');
  expect(secretIn(join(first, 'ROOTCA.json')).validationContext.trustedCa.inlineString).toBe(
    authority.rootCertificate,
  );
  expect(statSync(join(first, 'default.json')).mode & 0o777).toBe(0o600);
});

test('a leaf is replaced before it ends', async () => {
  const authority = await openAuthority(folder);
  files = identityFiles({ authority, folder, leafMs: 2_000, onError: () => {} });
  const path = join(await files.ensure(ml), 'default.json');
  const before = readFileSync(path, 'utf8');
  await expect.poll(() => readFileSync(path, 'utf8') !== before, { timeout: 1_900 }).toBe(true);
});

test.each(['../../outside', '..', 'other/admin', ''])(
  'no folder beside its own for an account "%s"',
  async (name) => {
    const authority = await openAuthority(folder);
    const own = join(folder, 'a', 'b');
    files = identityFiles({ authority, folder: own, onError: () => {} });
    await expect(files.ensure({ ...ml, serviceAccount: name })).rejects.toThrow(
      'is not a valid name of a namespace',
    );
    await expect(files.ensure({ ...ml, namespace: name })).rejects.toThrow(
      'is not a valid name of a namespace',
    );
    expect(readdirSync(folder).sort()).toEqual(['root.crt', 'root.key']);
  },
);
