import { OLDEST_VERSION } from './pinned-release.ts';
import { runCommand } from './run-command.ts';

/** An Envoy that answered `--version`. */
export interface EnvoyBinary {
  readonly path: string;
  /** `1.38.3` */
  readonly version: string;
}

/** `BINARY version: COMMIT/1.38.3/Modified/RELEASE/BoringSSL` → `1.38.3`; undefined for any other text. */
export function parseVersion(text: string): string | undefined {
  return /version: [0-9a-f]+\/(\d+\.\d+\.\d+)/.exec(text)?.[1];
}

/** Whether `version` is `oldest` or later, compared number by number. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [left, right] = [version, oldest].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const differing = left.findIndex((part, index) => part !== right[index]);
  return differing === -1 || (left[differing] ?? 0) > (right[differing] ?? 0);
}

/** Asks a binary for its version. Returns the binary, or in words why it cannot be used. */
export async function checkBinary(path: string): Promise<EnvoyBinary | string> {
  const result = await runCommand(path, ['--version']);
  if (result.missing) return 'not there';
  const version = parseVersion(result.stdout);
  if (!version) return `does not answer --version (${firstLine(result.stderr) || `exit ${result.status}`})`;
  if (!isAtLeast(version, OLDEST_VERSION)) return `is ${version}, older than ${OLDEST_VERSION}`;
  return { path, version };
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
