import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Secret } from '@lab/istio';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type CertificateAuthority, openAuthority } from './certificate-authority.ts';
import { type Identities, type IdentitiesOptions, openIdentities } from './identities.ts';

const HOUR_MS = 3_600_000;
const ml = { trustDomain: 'cluster.local', namespace: 'ml', serviceAccount: 'ml' };
let folder: string;
let authority: CertificateAuthority;
let identities: Identities | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'identities-'));
  authority = await openAuthority(folder);
});

afterEach(() => {
  vi.useRealTimers();
  identities?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: Partial<IdentitiesOptions> = {}): Identities {
  identities = openIdentities({ authority, onError: () => {}, ...options });
  return identities;
}

function certificateOf([leaf]: readonly Secret[]): X509Certificate {
  return new X509Certificate(leaf?.tlsCertificate?.certificateChain?.inlineString ?? '');
}

test('an identity has one certificate, and the root, whoever asks', async () => {
  const { secretsOf } = open();
  const [first, second] = await Promise.all([secretsOf(ml), secretsOf(ml)]);
  expect(second).toBe(first);
  expect(first.map(({ name }) => name)).toEqual(['default', 'ROOTCA']);
  expect(certificateOf(first).subjectAltName).toBe('URI:spiffe://cluster.local/ns/ml/sa/ml');
  expect(first[1]?.validationContext?.trustedCa?.inlineString).toBe(authority.rootCertificate);
});

test('no key of a leaf is written', async () => {
  await open().secretsOf(ml);
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['root.crt', 'root.key']);
});

test('a leaf is replaced when half of its lifetime is over, and its users are told', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  let renewed = Promise.withResolvers<void>();
  let renewals = 0;
  const { secretsOf, onRenewal } = open();
  onRenewal(() => {
    renewals += 1;
    renewed.resolve();
  });
  const serials = new Set([certificateOf(await secretsOf(ml)).serialNumber]);
  vi.advanceTimersByTime(5.9 * HOUR_MS);
  expect(renewals).toBe(0);
  for (const _ of [1, 2]) {
    vi.advanceTimersByTime(6 * HOUR_MS);
    await renewed.promise;
    renewed = Promise.withResolvers();
    serials.add(certificateOf(await secretsOf(ml)).serialNumber);
  }
  expect({ renewals, serials: serials.size }).toEqual({ renewals: 2, serials: 3 });
});

test('a renewal that fails leaves the certificate that there is, and is tried again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const [failed, renewed] = [Promise.withResolvers<unknown>(), Promise.withResolvers<void>()];
  let issue = authority.issue;
  const { secretsOf, onRenewal } = open({
    authority: { ...authority, issue: (...args) => issue(...args) },
    onError: failed.resolve,
  });
  onRenewal(renewed.resolve);
  const before = await secretsOf(ml);
  issue = () => Promise.reject(new Error('no entropy'));
  vi.advanceTimersByTime(6 * HOUR_MS);
  expect(await failed.promise).toMatchObject({ message: 'no entropy' });
  expect(await secretsOf(ml)).toBe(before);
  issue = authority.issue;
  vi.advanceTimersByTime(60_000);
  await renewed.promise;
  expect(await secretsOf(ml)).not.toBe(before);
});

test('another trust domain is another identity', async () => {
  const { secretsOf } = open();
  await secretsOf(ml);
  const other = certificateOf(await secretsOf({ ...ml, trustDomain: 'other.example' }));
  expect(other.subjectAltName).toBe('URI:spiffe://other.example/ns/ml/sa/ml');
});

test.each(['../../outside', '..', 'other/admin', ''])('an account may not be called "%s"', async (name) => {
  const { secretsOf } = open();
  for (const wrong of [
    { ...ml, serviceAccount: name },
    { ...ml, namespace: name },
  ]) {
    await expect(secretsOf(wrong)).rejects.toThrow('is not a valid name of a namespace');
  }
});
