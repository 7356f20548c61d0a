import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LabError } from '@lab/errors';
import { runCommand } from '@lab/process';

export interface ArtifactBuild {
  readonly root: string;
  /** Of the applications, relative to the root or absolute; those that are no package of the project's are not built. */
  readonly folders: readonly string[];
  /** Told what is built, where anything is. */
  readonly onStart?: (text: string) => void;
  /** Told each line turbo writes. */
  readonly onLine?: (line: string) => void;
  /** What to do when it fails. */
  readonly remedy: string;
  /** Ends the build with all that it has started. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Builds what the applications in the given folders need to start, by `turbo run build`, which takes what has
 * not changed from its cache.
 *
 * @throws LabError BUILD_FAILED with the end of what was written, INTERRUPTED after an abort
 */
export async function buildArtifacts({
  root,
  folders,
  onStart,
  onLine,
  remedy,
  signal,
}: ArtifactBuild): Promise<void> {
  const packages = packageFolders(root);
  const own = folders.filter((folder) => packages.has(folder));
  if (own.length === 0) return;
  onStart?.(`building ${own.join(', ')}`);
  const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  const filters = own.map((folder) => `--filter=./${folder}...`);
  const lines: string[] = [];
  const onOutput = (text: string) => {
    for (const line of text.split('\n').filter((written) => written.trim())) {
      lines.push(line);
      onLine?.(line);
    }
  };
  const { ok, stderr } = await runCommand(
    process.execPath,
    [turbo, 'run', 'build', '--output-logs=new-only', ...filters],
    {
      cwd: root,
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
      onStdout: onOutput,
      onStderr: onOutput,
      signal,
    },
  );
  if (signal?.aborted)
    throw new LabError('INTERRUPTED', 'the build was interrupted', 'Run the command again.');
  if (!ok) throw new LabError('BUILD_FAILED', `the build failed:\n${lastWords(lines) || stderr}`, remedy);
}

/** Folders of the project's own packages, relative to its root (npm documentation, "Workspaces"). */
function packageFolders(root: string): ReadonlySet<string> {
  const { workspaces = [] } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly workspaces?: readonly string[];
  };
  return new Set(globSync([...workspaces], { cwd: root }));
}

/** How much of a failed build is shown: what compilers say is at the end. */
const LONGEST = 25;

/** What turbo and npm say of a failure: that there was one. */
const NOISE =
  /^npm (error|ERR!)|^\s*(Tasks|Cached|Time|Failed|ERROR)\b|^• |\bERROR\s+(command|run failed)|^>|^\s*$/;

/** The end of what a build wrote, without the name of its task before each line. */
export function lastWords(lines: readonly string[]): string {
  const said = lines
    .map((line) => line.replace(/^\S+:build: ?/, '').replace(/^cache (hit|miss), .*/, ''))
    .filter((line) => !NOISE.test(line));
  return said.slice(-LONGEST).join('\n');
}
