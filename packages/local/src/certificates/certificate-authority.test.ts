import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spiffeId } from '@lab/istio';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openAuthority } from './certificate-authority.ts';

const backend = { trustDomain: 'cluster.local', namespace: 'backend', serviceAccount: 'backend' };
let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'authority-')), 'certificates');
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

test('a leaf carries the SPIFFE identity and is signed by the root', async () => {
  const authority = await openAuthority(folder);
  const leaf = new X509Certificate((await authority.issue(backend)).certificate);
  const root = new X509Certificate(authority.rootCertificate);
  expect(leaf.subjectAltName).toBe(`URI:${spiffeId(backend)}`);
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect(leaf.checkIssued(root)).toBe(true);
  expect(leaf.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  const hours = (leaf.validToDate.getTime() - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(11.9);
  expect(hours).toBeLessThan(12.1);
});

test('the root is kept, and nobody else may read its key', async () => {
  const first = await openAuthority(folder);
  const second = await openAuthority(folder);
  expect(second.rootCertificate).toBe(first.rootCertificate);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'root.key')).mode & 0o777).toBe(0o600);
});

test('a certificate that has ended already can be issued, for tests that show it refused', async () => {
  const authority = await openAuthority(folder);
  const leaf = new X509Certificate((await authority.issue(backend, -60_000)).certificate);
  expect(leaf.validToDate.getTime()).toBeLessThan(Date.now());
  expect(leaf.validFromDate.getTime()).toBeLessThan(leaf.validToDate.getTime());
});

test('another authority has another root', async () => {
  const other = await openAuthority(join(folder, 'other'));
  expect(other.rootCertificate).not.toBe((await openAuthority(folder)).rootCertificate);
});
