import { X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spiffeId, type WorkloadIdentity } from '@lab/istio';
import { writeAtomically } from '../write-atomically.ts';
import type { KeyPair } from './certificate.ts';

const HOUR_MS = 3_600_000;
const ROOT_DAYS = 30;
const LEAF_HOURS = 12;
/** A clock that runs a little behind must not refuse a certificate that was just made. */
const BACKDATE_MS = 60_000;

/** Loaded by a lab that starts: the library for X.509 is 200 files, and other commands make no certificate. */
const makers = () => import('./certificate.ts');

/** The lab's own authority: one ECDSA P-256 root that signs a leaf for each service account. */
export interface CertificateAuthority {
  /** PEM. */
  readonly rootCertificate: string;
  /** A fresh key and a certificate for it, valid for 12 hours, or for `validForMs` milliseconds from now. */
  issue(identity: WorkloadIdentity, validForMs?: number): Promise<KeyPair>;
}

/**
 * Opens the authority kept in a folder (mode 0700), or makes it where there is none or the root ends within
 * a day. Whoever holds `root.key` is trusted by every sidecar of this lab.
 *
 * @throws LabError DISK when the folder cannot be written
 */
export async function openAuthority(folder: string): Promise<CertificateAuthority> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const root = (await readRoot(folder)) ?? (await makeRoot(folder));
  return {
    rootCertificate: root.certificate,
    issue: async (identity, validForMs = LEAF_HOURS * HOUR_MS) => {
      const now = Date.now();
      const notAfter = new Date(now + validForMs);
      const notBefore = new Date(Math.min(now, notAfter.getTime()) - BACKDATE_MS);
      const { createLeaf } = await makers();
      return createLeaf(root, spiffeId(identity), { notBefore, notAfter });
    },
  };
}

/** When a PEM certificate ends. */
export function expiryOf(certificate: string): Date {
  return new X509Certificate(certificate).validToDate;
}

async function readRoot(folder: string): Promise<KeyPair | undefined> {
  try {
    const certificate = await readFile(join(folder, 'root.crt'), 'utf8');
    const privateKey = await readFile(join(folder, 'root.key'), 'utf8');
    const lasts = expiryOf(certificate).getTime() - Date.now() > 24 * HOUR_MS;
    return lasts ? { certificate, privateKey } : undefined;
  } catch {
    // Not there yet, or not readable as a certificate: a new root is as good, nothing outlives the lab.
    return undefined;
  }
}

async function makeRoot(folder: string): Promise<KeyPair> {
  const { createRoot } = await makers();
  const now = Date.now();
  const root = await createRoot('lab', {
    notBefore: new Date(now - BACKDATE_MS),
    notAfter: new Date(now + ROOT_DAYS * 24 * HOUR_MS),
  });
  await writeAtomically(join(folder, 'root.key'), root.privateKey);
  await writeAtomically(join(folder, 'root.crt'), root.certificate);
  return root;
}
