import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endLab, type LabStatus } from '@lab/local';
import { findLab } from '@lab/mesh-client';
import { runShim } from './run-shim.ts';

/** A lab for the benchmark: with a folder of its own (LAB_DIR) and a copy of k8s/ that may be edited. */
export interface BenchLab {
  /** The copy of k8s/. */
  readonly manifests: string;
  /**
   * Runs `./lab up --detach`, as a person would. Returns milliseconds until it has ended with all pods ready.
   *
   * @param file manifests in the place of the copy of k8s/, which is made anew
   */
  up(file?: string): Promise<number>;
  /** Resolves when no process of it is left. */
  down(): Promise<void>;
  /** What runs; starts it first where nothing does. */
  status(): Promise<LabStatus>;
}

export interface BenchLabOptions {
  readonly root: string;
  /** The lab's own folder: LAB_DIR of this process, which the commands started here inherit. */
  readonly dir: string;
  /** TCP port on 127.0.0.1 of the gateway. */
  readonly port: number;
  readonly signal: AbortSignal;
}

export function benchLab({ root, dir, port, signal }: BenchLabOptions): BenchLab {
  const manifests = join(dir, 'k8s');
  const up = async (file?: string) => {
    rmSync(manifests, { recursive: true, force: true });
    cpSync(join(root, 'k8s'), manifests, { recursive: true });
    const start = performance.now();
    await runShim(root, ['up', '--detach', '--manifests', file ?? manifests, '--port', String(port)], signal);
    return performance.now() - start;
  };
  const down = async () => {
    await endLab(root);
  };
  const status = async () => {
    const lab = await findLab(root);
    if (lab) return lab.status();
    await up();
    return status();
  };
  return { manifests, up, down, status };
}
