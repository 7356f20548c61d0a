import { join, resolve } from 'node:path';
import { LabError } from '@lab/errors';
import { effectOf, type Finding } from '@lab/istio';
import { readProgress } from '@lab/lessons';
import { isInside } from '@lab/local';
import { contextName, findLab, type MeshClient } from '@lab/mesh-client';
import { type CommandContext, type CommandDefinition, type CommandResult, jsonResult } from './command.ts';

type Root = Pick<CommandContext, 'root'>;

/** The folder in which a learner works: `workbench/`, or LAB_WORKBENCH. */
export function workbenchFolder({ root }: Root): string {
  const own = process.env.LAB_WORKBENCH;
  return own ? resolve(own) : join(root, 'workbench');
}

/**
 * The incident that is open, whose cause the learner has not named yet. Until then nothing that runs from the workbench
 * says what is wrong with it.
 *
 * @param manifests a file or a folder of what is asked about
 */
export function mutedIncident(context: Root, manifests: string): string | undefined {
  const folder = workbenchFolder(context);
  return isInside(folder, resolve(context.root, manifests)) ? readProgress(folder).muted : undefined;
}

/** The same for files and folders, as they are given: also where the workbench lies below one of them. */
export function mutedAmong(
  context: Pick<CommandContext, 'root' | 'cwd'>,
  paths: readonly string[],
): string | undefined {
  const folder = workbenchFolder(context);
  const isRead = paths
    .map((path) => resolve(context.cwd, path))
    .some((path) => isInside(folder, path) || isInside(path, folder));
  return isRead ? readProgress(folder).muted : undefined;
}

/** Findings that are said in spite of an incident: those of what was not applied. */
export function unmuted(context: Root, manifests: string, findings: readonly Finding[]): readonly Finding[] {
  return mutedIncident(context, manifests) === undefined ? findings : findings.filter(isUnmuted);
}

/** The same of files that were read one by one: of those outside of the workbench, all are said. */
export function unmutedOfFiles(
  context: Pick<CommandContext, 'root' | 'cwd'>,
  findings: readonly Finding[],
): readonly Finding[] {
  const isMuted = ({ location }: Finding) =>
    mutedIncident(context, resolve(context.cwd, location?.file ?? '')) !== undefined;
  return findings.filter((finding) => isUnmuted(finding) || !isMuted(finding));
}

function isUnmuted({ code, severity }: Finding): boolean {
  return severity === 'error' && effectOf(code) !== 'in-effect';
}

/** What is said in place of findings and causes. */
export function mutedText(incident: string): string {
  return (
    `The incident ${incident} is open: findings and causes are muted until you name its cause. ` +
    'Name it with ./lab learn answer, or show it with ./lab learn answer --give-up.'
  );
}

/** What is said in place of the cause of one request. */
export function mutedCauseText(incident: string): string {
  return `the cause is muted: the incident ${incident} is open`;
}

/** The same command, which says nothing of a mesh while an incident is open there. */
export function mutable<Options extends { readonly on?: string; readonly json?: boolean }>(
  command: CommandDefinition<Options>,
): CommandDefinition<Options> {
  return {
    ...command,
    run: async (context, options) => (await mutedResult(context, options)) ?? command.run(context, options),
  };
}

/** The same mesh, which says nothing of causes while an incident is open there. */
export async function mutedMesh(
  context: Root,
  on: string | undefined,
  mesh: MeshClient,
): Promise<MeshClient> {
  const incident = await openIncident(context, on);
  if (incident === undefined) return mesh;
  const refuse = async () => {
    throw new LabError('INCIDENT_OPEN', `the incident ${incident} is open`, REMEDY);
  };
  return { ...mesh, failures: refuse, why: refuse };
}

const REMEDY = 'Name its cause with ./lab learn answer, or show it with ./lab learn answer --give-up.';

/** The incident that runs in the place that is asked about, whose cause the learner on this machine has not named yet. */
export async function openIncident(context: Root, on: string | undefined): Promise<string | undefined> {
  const progress = readProgress(workbenchFolder(context));
  if (progress.muted === undefined) return undefined;
  if (on !== undefined) {
    const isThere = progress.on !== undefined && (await contextName(context.root, on)) === progress.on;
    return isThere ? progress.muted : undefined;
  }
  const status = await (await findLab(context.root))?.status();
  return status && mutedIncident(context, status.manifests);
}

/** Whether the learner on this machine has named the cause of an incident, or was shown it. */
export function isCauseNamed(context: Root, incident: string): boolean {
  return readProgress(workbenchFolder(context)).lessons[incident]?.cause !== undefined;
}

async function mutedResult(
  context: CommandContext,
  { on, json }: { readonly on?: string; readonly json?: boolean },
): Promise<CommandResult | undefined> {
  const incident = await openIncident(context, on);
  if (incident === undefined) return undefined;
  return json ? jsonResult({ muted: incident }, 1) : { exitCode: 1, output: mutedText(incident) };
}
