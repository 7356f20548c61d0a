import type { ProgramRequirement } from '@lab/process';
import { OLDEST_VERSION } from './pinned-release.ts';

/** What makes a program an Envoy that the lab can use. */
export const envoyRequirement: ProgramRequirement = {
  name: 'Envoy',
  versionArgs: ['--version'],
  readVersion,
  oldest: OLDEST_VERSION,
};

/** `BINARY version: COMMIT/1.38.3/Modified/RELEASE/BoringSSL` → `1.38.3`; undefined for any other text. */
export function readVersion(text: string): string | undefined {
  return /version: [0-9a-f]+\/(\d+\.\d+\.\d+)/.exec(text)?.[1];
}
