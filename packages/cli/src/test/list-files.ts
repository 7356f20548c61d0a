import { join, relative } from 'node:path';
import { runCommand } from '@lab/process';
import type { Project } from './plan-runs.ts';

/** A test file and the project that runs it. */
export interface TestFile {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly project: Project;
}

/**
 * The files that a run would have, without running them; none when the signal was aborted.
 *
 * @throws Error with what vitest says when it cannot
 */
export async function listFiles(
  root: string,
  projects: readonly Project[],
  filter: string | undefined,
  signal: AbortSignal,
): Promise<TestFile[]> {
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    ...['list', '--filesOnly', '--json'],
    ...projects.map((project) => `--project=${project}`),
    ...(filter === undefined ? [] : [filter]),
  ];
  const { ok, stdout, stderr } = await runCommand(process.execPath, args, { cwd: root, signal });
  if (signal.aborted) return [];
  if (!ok) throw new Error(`vitest cannot list the tests\n${stderr}`);
  const listed = JSON.parse(stdout) as { file: string; projectName: Project }[];
  return listed.map(({ file, projectName }) => ({ file: relative(root, file), project: projectName }));
}
