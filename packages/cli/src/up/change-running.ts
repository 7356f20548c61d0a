import { effectOf, type Finding } from '@lab/istio';
import type { LabStatus, OverlayChoice, Reconfiguration } from '@lab/local';
import type { LabClient } from '@lab/mesh-client';
import type { CommandContext, CommandResult } from '../command.ts';
import { unmuted } from '../muting.ts';
import { choiceFrom, requireChoice } from '../overlay-options.ts';
import { choiceText } from '../render/choice-text.ts';
import { failureLines } from '../render/error-lines.ts';
import { eventLines, liveAfter } from '../render/event-lines.ts';
import { fileNames, type NameOfFile } from '../render/file-names.ts';
import { findingLines } from '../render/finding-lines.ts';
import type { Paint } from '../terminal.ts';
import type { UpOptions } from './up-options.ts';

/**
 * What `up` means for a lab that is up: other options change what it runs, and none say what that is.
 *
 * @throws UsageError for names that are not there, LabError when an application of it cannot be built
 */
export async function changeRunning(
  context: CommandContext,
  lab: LabClient,
  options: UpOptions,
): Promise<CommandResult> {
  const { terminal } = context;
  const status = await lab.status();
  if (options.port !== undefined && options.port !== status.gatewayPort)
    return otherPort(status, options.port);
  const choice = nextChoice(context, status, options);
  requireChoice(context.root, choice);
  if (JSON.stringify(choice) === JSON.stringify(choiceOf(status))) return alreadyUp(status);
  terminal.progress(`changing the lab to ${choiceText(choice)}`);
  const result = await lab.configure(choice, context.signal).catch((error) => {
    if (!context.signal.aborted) throw error;
  });
  terminal.progress(undefined);
  if (!result)
    return {
      exitCode: 1,
      output: 'Interrupted: the lab continues with the change. ./lab status shows what runs.',
    };
  const exitCode = result.inForce && result.failures.length === 0 && isApplied(result.findings) ? 0 : 1;
  return {
    exitCode,
    output: outcome(
      choice,
      { ...result, findings: unmuted(context, choice.manifests, result.findings) },
      terminal.paint,
      fileNames(context),
    ).join('\n'),
  };
}

/**
 * What is to run from now on. An overlay or manifests begin again from there; without them, components are put on what
 * runs and taken off it.
 */
export function nextChoice(
  context: Pick<CommandContext, 'root' | 'cwd'>,
  running: OverlayChoice,
  options: UpOptions,
): OverlayChoice {
  const guard = options.guard ?? (beginsAgain(options) ? false : running.guard);
  const standIns = options.standIns ?? (beginsAgain(options) ? true : running.standIns !== false);
  const switches = { ...(guard && { guard }), ...(!standIns && { standIns: false as const }) };
  if (beginsAgain(options)) return { ...choiceFrom(context, options), ...switches };
  const { with: added = [], without: removed = [] } = options;
  const { manifests, overlay, components, without } = running;
  // What was put on is taken off, what was left out comes back; anything else is about the overlay itself.
  const back = added.filter((name) => without.includes(name));
  const off = removed.filter((name) => components.includes(name));
  const kept = components.filter((name) => !off.includes(name));
  const left = without.filter((name) => !back.includes(name));
  const onTop = added.filter((name) => !back.includes(name) && !kept.includes(name));
  const leftOut = removed.filter((name) => !off.includes(name) && !left.includes(name));
  return {
    ...{ manifests, ...(overlay !== undefined && { overlay }) },
    components: [...new Set([...kept, ...onTop])],
    without: [...new Set([...left, ...leftOut])],
    ...switches,
  };
}

function beginsAgain({ overlay, manifests }: UpOptions): boolean {
  return overlay !== undefined || manifests !== undefined;
}

/** Whether all of a configuration has been applied, for better or worse. */
function isApplied(findings: readonly Finding[]): boolean {
  return findings.every(({ code, severity }) => severity !== 'error' || effectOf(code) === 'in-effect');
}

/** What is to run, of all that a status says. */
export function choiceOf(choice: OverlayChoice): OverlayChoice {
  const { manifests, overlay, components, without, guard, standIns } = choice;
  return {
    ...{ manifests, ...(overlay !== undefined && { overlay }), components, without },
    ...(guard && { guard }),
    ...(standIns === false && { standIns }),
  };
}

function alreadyUp(status: LabStatus): CommandResult {
  const next = './lab status shows it, ./lab down stops it.';
  return {
    exitCode: 0,
    output: `The lab is already up: ${choiceText(status)}, with its gateway at port ${status.gatewayPort}. ${next}`,
  };
}

function otherPort({ gatewayPort }: LabStatus, port: number): CommandResult {
  return {
    exitCode: 1,
    output:
      `The lab is up, with its gateway at port ${gatewayPort}. The port cannot change while it is up: ` +
      `run ./lab down, then ./lab up --port ${port}.`,
  };
}

/** The same lines as for an edit, and which pods came and went. */
function outcome(choice: OverlayChoice, result: Reconfiguration, paint: Paint, nameOf: NameOfFile): string[] {
  const { inForce, findings, milliseconds, pods, failures } = result;
  if (!inForce) return eventLines({ type: 'findings', findings, inForce }, paint, nameOf);
  const changed = [
    ['started', pods.started],
    ['replaced', pods.replaced],
    ['ended', pods.ended],
  ] as const;
  return [
    ...findingLines(findings, paint, nameOf),
    `${liveAfter(milliseconds, paint)}: ${choiceText(choice)}`,
    ...changed.flatMap(([what, names]) => (names.length > 0 ? [`${what} ${names.join(', ')}`] : [])),
    ...failures.flatMap((failure) => failureLines(failure, paint)),
  ];
}
