import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError } from '@lab/errors';
import type { WorkloadIdentity } from '@lab/istio';
import { writeAtomically } from '../write-atomically.ts';
import { type CertificateAuthority, expiryOf } from './certificate-authority.ts';
import { secretResponse } from './secret-response.ts';

/** Names of the two secrets, and of their files, as Istio's proxies ask for them. */
const LEAF = 'default';
const ROOT = 'ROOTCA';

/** What a namespace and a ServiceAccount may be called, of which folders are named: no `..` and no `/`. */
const NAME = /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/;

/** Replaced when half of the lifetime is over, as Istio's agent does (SECRET_GRACE_PERIOD_RATIO 0.5). */
const GRACE_RATIO = 0.5;

/** Keeps the SDS files of the lab's identities, one folder a service account, and renews them in time. */
export interface IdentityFiles {
  /**
   * Makes the identity's files when they are not there yet. Returns the folder: `default.json`, `ROOTCA.json`.
   *
   * @throws LabError CONFIGURATION where a name of the identity is none that a cluster takes
   */
  ensure(identity: WorkloadIdentity): Promise<string>;
  stop(): void;
}

export interface IdentityFilesOptions {
  readonly authority: CertificateAuthority;
  readonly folder: string;
  /** Lifetime of a leaf in milliseconds; the authority's own by default. */
  readonly leafMs?: number;
  /** Told when a renewal failed; the current certificate stays active, and the renewal is tried again after a minute. */
  readonly onError: (error: unknown) => void;
}

export function identityFiles(options: IdentityFilesOptions): IdentityFiles {
  const folders = new Map<string, Promise<string>>();
  const timers = new Set<NodeJS.Timeout>();

  const schedule = (identity: WorkloadIdentity, folder: string, delayMs: number) => {
    const timer = setTimeout(async () => {
      timers.delete(timer);
      const nextMs = await renew(options, identity, folder).catch((error) => {
        options.onError(error);
        return 60_000;
      });
      schedule(identity, folder, nextMs);
    }, delayMs).unref();
    timers.add(timer);
  };
  const make = async (identity: WorkloadIdentity) => {
    for (const name of [identity.namespace, identity.serviceAccount]) {
      if (NAME.test(name)) continue;
      const todo = 'Use lower-case letters, digits and "-" only.';
      throw new LabError(
        'CONFIGURATION',
        `"${name}" is not a valid name of a namespace or ServiceAccount`,
        todo,
      );
    }
    const folder = join(options.folder, identity.namespace, identity.serviceAccount);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeSecret(folder, ROOT, {
      validationContext: { trustedCa: { inlineString: options.authority.rootCertificate } },
    });
    schedule(identity, folder, await renew(options, identity, folder));
    return folder;
  };
  return {
    ensure: (identity) => {
      const key = `${identity.namespace}/${identity.serviceAccount}`;
      const folder = folders.get(key) ?? make(identity);
      folders.set(key, folder);
      return folder;
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** Writes a fresh leaf. Returns the milliseconds after which the next one is due. */
async function renew(
  options: IdentityFilesOptions,
  identity: WorkloadIdentity,
  folder: string,
): Promise<number> {
  const leaf = await options.authority.issue(identity, options.leafMs);
  await writeSecret(folder, LEAF, {
    tlsCertificate: {
      certificateChain: { inlineString: leaf.certificate },
      privateKey: { inlineString: leaf.privateKey },
    },
  });
  return (expiryOf(leaf.certificate).getTime() - Date.now()) * GRACE_RATIO;
}

function writeSecret(folder: string, name: string, secret: object): Promise<void> {
  return writeAtomically(join(folder, `${name}.json`), secretResponse(name, secret));
}
