import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { secretResponse } from '../certificates/secret-response.ts';
import { writeAtomically } from '../write-atomically.ts';
import type { TlsSecret } from './credentials.ts';

/** Keeps the SDS files of a pod's credentials, for its Envoy to watch. */
export interface CredentialFiles {
  /** Writes those that are new or have changed. @throws LabError DISK */
  write(credentials: ReadonlyMap<string, TlsSecret>): Promise<void>;
}

export function credentialFiles(dir: string): CredentialFiles {
  const written = new Map<string, string>();
  return {
    write: async (credentials) => {
      if (credentials.size > 0) await mkdir(dir, { recursive: true, mode: 0o700 });
      for (const [name, secret] of credentials) {
        const text = JSON.stringify(secret);
        if (written.get(name) === text) continue;
        await writeAtomically(credentialFile(dir, name), secretResponse(name, secret));
        written.set(name, text);
      }
    },
  };
}

/** The SDS file of one credential. */
export function credentialFile(dir: string, name: string): string {
  return join(dir, `${encodeURIComponent(name)}.json`);
}
