import { LabError } from '@lab/errors';
import { type CommandOptions, runCommand } from '@lab/process';
import { findTool } from './find-tool.ts';
import type { KindConfig } from './kind-config.ts';
import { kindError } from './kind-error.ts';
import { kindRequirement } from './tools.ts';

/** kind, found and checked. Every method throws LabError for what kind cannot do. */
export interface Kind {
  /** Names of the clusters that there are. */
  clusters(): Promise<readonly string[]>;
  /**
   * Creates a cluster, waits until its control plane is ready, and makes its context the current one. When that
   * fails or `signal` is aborted, nothing of it stays.
   *
   * @param onStep told what kind is doing, in its words
   * @throws LabError INTERRUPTED when `signal` is aborted
   */
  create(config: KindConfig, signal: AbortSignal, onStep: (step: string) => void): Promise<void>;
  /** Deletes a cluster and its context; one that is not there is no mistake. */
  delete(name: string): Promise<void>;
}

/** @throws LabError as {@link findTool} */
export async function findKind(env: NodeJS.ProcessEnv = process.env): Promise<Kind> {
  const { path } = await findTool(kindRequirement, env);
  const run = async (args: readonly string[], options: CommandOptions = {}) => {
    const result = await runCommand(path, args, { env, ...options });
    if (result.ok) return result.stdout;
    throw kindError(result.stderr);
  };
  const remove = async (name: string) => {
    await run(['delete', 'cluster', '--name', name]);
  };
  return {
    clusters: async () => (await run(['get', 'clusters'])).split('\n').filter(Boolean),
    create: async ({ file, name }, signal, onStep) => {
      const args = ['create', 'cluster', '--name', name, '--config', file, '--wait', '5m'];
      try {
        await run(args, { signal, onStderr: stepReader(onStep) });
      } catch (error) {
        // kind rolls back what failed, but not what was interrupted.
        if (!signal.aborted) throw error;
        onStep('rolling back');
        await remove(name);
        throw new LabError(
          'INTERRUPTED',
          'interrupted: the cluster was not created',
          'Run `./lab kind up` again.',
        );
      }
    },
    delete: remove,
  };
}

/** kind writes ` • STEP  ...` when it begins a step, and ` ✓ STEP` when it is done. */
function stepReader(onStep: (step: string) => void): (text: string) => void {
  let rest = '';
  return (text) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const step = /^ • (.*?)\s*(?:\.\.\.)?\s*$/u.exec(line)?.[1];
      if (step) onStep(step);
    }
  };
}
