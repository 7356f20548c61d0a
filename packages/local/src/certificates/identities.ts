import { LabError } from '@lab/errors';
import { type Secret, spiffeId, type WorkloadIdentity } from '@lab/istio';
import { type CertificateAuthority, expiryOf } from './certificate-authority.ts';

/** Names of the two secrets, as Istio's proxies ask for them. */
const LEAF = 'default';
const ROOT = 'ROOTCA';

/** What a cluster allows as the name of a namespace or a ServiceAccount: a SPIFFE ID separates them by `/`. */
const NAME = /^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/;

/** Replaced when half of the lifetime is over, as Istio's agent does (SECRET_GRACE_PERIOD_RATIO 0.5). */
const GRACE_RATIO = 0.5;

/** Keeps the certificates of the lab's identities, one a service account, and renews them in time. Keys stay in memory. */
export interface Identities {
  /**
   * The secrets `default` and `ROOTCA` of an identity as they are now. The first call issues its certificate.
   *
   * @throws LabError CONFIGURATION where a name of the identity is none that a cluster takes
   */
  secretsOf(identity: WorkloadIdentity): Promise<readonly Secret[]>;
  /** Has `listener` told, in place of the one before, when an identity has other secrets than before. */
  onRenewal(listener: () => void): void;
  stop(): void;
}

export interface IdentitiesOptions {
  readonly authority: CertificateAuthority;
  /** Lifetime of a leaf in milliseconds; the authority's own by default. */
  readonly leafMs?: number;
  /** Told when a renewal failed; the current certificate stays active, and the renewal is tried again after a minute. */
  readonly onError: (error: unknown) => void;
}

export function openIdentities({ authority, leafMs, onError }: IdentitiesOptions): Identities {
  const secrets = new Map<string, Promise<readonly Secret[]>>();
  const timers = new Set<NodeJS.Timeout>();
  let tellRenewal = () => {};
  const root = { name: ROOT, validationContext: { trustedCa: { inlineString: authority.rootCertificate } } };

  const issue = async (identity: WorkloadIdentity) => {
    const leaf = await authority.issue(identity, leafMs);
    schedule(identity, (expiryOf(leaf.certificate).getTime() - Date.now()) * GRACE_RATIO);
    return [tlsSecret(leaf), root];
  };
  const renew = async (identity: WorkloadIdentity) => {
    try {
      secrets.set(spiffeId(identity), Promise.resolve(await issue(identity)));
      tellRenewal();
    } catch (error) {
      schedule(identity, 60_000);
      onError(error);
    }
  };
  const schedule = (identity: WorkloadIdentity, delayMs: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void renew(identity);
    }, delayMs).unref();
    timers.add(timer);
  };
  return {
    secretsOf: async (identity) => {
      checkNames(identity);
      const id = spiffeId(identity);
      const known = secrets.get(id) ?? issue(identity);
      secrets.set(id, known);
      return known;
    },
    onRenewal: (listener) => {
      tellRenewal = listener;
    },
    stop: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

function tlsSecret({ certificate, privateKey }: Record<'certificate' | 'privateKey', string>): Secret {
  const tlsCertificate = {
    certificateChain: { inlineString: certificate },
    privateKey: { inlineString: privateKey },
  };
  return { name: LEAF, tlsCertificate };
}

function checkNames({ namespace, serviceAccount }: WorkloadIdentity): void {
  for (const name of [namespace, serviceAccount]) {
    if (NAME.test(name)) continue;
    const todo = 'Use lower-case letters, digits and "-" only.';
    const message = `"${name}" is not a valid name of a namespace or ServiceAccount`;
    throw new LabError('CONFIGURATION', message, todo);
  }
}
