import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { skaffoldRequirement } from '@lab/cluster';
import { checkProgram } from '@lab/process';
import { documentsOf } from '../documents.ts';
import { outputOf } from '../output-of.ts';

export const root = resolve(import.meta.dirname, '../../..');

const program = process.env.SKAFFOLD_BIN || 'skaffold';

/** Whether there is a skaffold that the lab can use: `SKAFFOLD_BIN`, or on PATH. */
export const hasSkaffold = 'version' in (await checkProgram(program, skaffoldRequirement));

/** A module of skaffold.yaml as `skaffold diagnose --yaml-only` prints it, profiles applied; what is read here. */
export interface Module {
  readonly metadata: { readonly name: string };
  readonly build: {
    readonly artifacts?: readonly {
      readonly image: string;
      readonly context: string;
      readonly sync?: { readonly manual: readonly { readonly src: string; readonly dest: string }[] };
      readonly docker: { readonly target?: string; readonly buildArgs: { readonly APP: string } };
    }[];
  };
  readonly manifests?: { readonly kustomize?: { readonly paths: readonly string[] } };
  readonly deploy: {
    readonly helm?: { readonly releases: readonly Release[]; readonly hooks?: object };
  };
  readonly portForward?: readonly { readonly resourceName: string; readonly localPort: number }[];
}

export interface Release {
  readonly name: string;
  readonly namespace: string;
  readonly version: string;
  readonly valuesFiles?: readonly string[];
  readonly setValues?: Readonly<Record<string, string>>;
}

// A home of its own: what this machine's user has set does not count, and nothing is sent to skaffold's makers.
const home = mkdtempSync(join(tmpdir(), 'skaffold-home-'));
mkdirSync(join(home, '.skaffold'));
writeFileSync(join(home, '.skaffold/config'), 'global:\n  collect-metrics: false\n');

/** What skaffold prints to stdout; throws, with its stderr, where it fails. */
export async function skaffold(...args: string[]): Promise<string> {
  const command = [...args, '--update-check=false', '--interactive=false'];
  return outputOf(program, command, { cwd: root, env: { ...process.env, HOME: home } });
}

/** The modules by name, with these profiles. */
export async function diagnose(...profiles: string[]): Promise<Readonly<Record<string, Module>>> {
  const text = await skaffold('diagnose', '--yaml-only', ...profiles.map((name) => `--profile=${name}`));
  return Object.fromEntries(documentsOf<Module>(text).map((module) => [module.metadata.name, module]));
}
