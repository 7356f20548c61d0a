/**
 * Asks a running lab at its control socket, as `./lab status` does, but without a process for each question: a test that
 * polls would keep a core busy with starts of Node. What the commands print is for tests of the commands.
 */
import { resolve } from 'node:path';
import type { Diagnosis } from '@lab/evidence';
import type { LabStatus, OverlayChoice, Reconfiguration } from '@lab/local';
// Not by the package's index, which would have each test file load all that a lab runs on.
import { callControl } from '../../../packages/local/src/control/control-client.ts';
import { controlSocket } from '../../../packages/local/src/lab-paths.ts';

const root = resolve(import.meta.dirname, '../../..');

/** A lab, as its control socket shows it. */
export interface LabControl {
  /** What `./lab status --json` prints of a lab that is up. @throws LabError LAB_NOT_UP */
  status(): Promise<LabStatus>;
  /** Reads the manifests of a choice and runs it, also where it is the one that runs. @throws LabError */
  configure(choice: OverlayChoice): Promise<Reconfiguration>;
  /** What `./lab restart` does. @throws LabError */
  restart(workload: string): Promise<void>;
  /** What `./lab why --json` prints; null where nothing failed. @throws LabError LAB_NOT_UP */
  why(question: { readonly id?: string; readonly since?: number }): Promise<Diagnosis | null>;
}

/** @param dir the lab's folder (LAB_DIR) */
export function labControl(dir: string): LabControl {
  // Looked up at each call: it makes the socket's folder, which is a lab's own to make and to remove.
  const socket = () => controlSocket(root, dir);
  return {
    status: async () => callControl(socket(), 'status'),
    configure: async (choice) => callControl(socket(), 'configure', choice),
    restart: async (workload) => callControl(socket(), 'restart', { workload }),
    why: async (question) =>
      (await callControl<{ readonly diagnosis: Diagnosis | null }>(socket(), 'why', question)).diagnosis,
  };
}
