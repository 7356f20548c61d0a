import { type Cause, type Change, DANGEROUS, EFFECTS, type Effect, type MeshDiff } from '@lab/istio';
import type { Paint } from '../terminal.ts';
import type { NameOfFile } from './file-names.ts';
import { findingLines } from './finding-lines.ts';

/** A comparison, with what its sides are called. */
export interface NamedDiff extends MeshDiff {
  readonly before: string;
  readonly after: string;
}

export interface DiffStyle {
  readonly paint: Paint;
  readonly nameOf: NameOfFile;
}

const HEADINGS: Readonly<Record<Effect, string>> = {
  'more-permissive': 'More permissive: what was refused or not exposed now gets through',
  plaintext: 'Plaintext: what was encrypted no longer is, or no longer has to be',
  leak: 'Disclosed: what stayed inside is sent elsewhere',
  unreachable: 'Unreachable: what succeeded now fails',
  reachable: 'Reachable: what failed now succeeds',
  failure: 'Fails otherwise',
  routing: 'Routing',
  resilience: 'Timeouts, retries and limits',
  security: 'Encryption and identity',
  headers: 'Headers',
};

/** The comparison in lines: the dangerous changes first, each with what causes it. */
export function diffText(diff: NamedDiff, style: DiffStyle): string[] {
  const { paint } = style;
  const groups = EFFECTS.flatMap((effect) => {
    const own = diff.changes.filter((change) => change.effect === effect);
    if (own.length === 0) return [];
    const heading = paint(DANGEROUS.has(effect) ? ['red', 'bold'] : 'bold', HEADINGS[effect]);
    return [heading, ...own.flatMap((change) => changeLines(change, style)), ''];
  });
  return [
    ...groups,
    ...workloadLines(diff),
    ...withoutEffectLines(diff, style),
    ...allFindings(diff, style),
    summary(diff),
  ];
}

function changeLines(change: Change, style: DiffStyle): string[] {
  return [`  ${sentence(change)}`, ...change.causes.map((cause) => `    ${causeText(cause, style)}`)];
}

/** `x-canary=true from frontend-stable to backend-service.backend:8080: canary → stable 80%, canary 20%` */
export function sentence({ requests, from, to, what, before, after }: Change): string {
  const subject = `${requests === undefined ? '' : `${requests} `}from ${callersText(from)} to ${listed(to)}`;
  const setting = what === 'answer' || what === 'destinations' ? '' : `${what} `;
  return `${subject}: ${setting}${before} → ${after}`;
}

function callersText(from: readonly string[]): string {
  return listed(
    from.map((workload) =>
      workload === 'outside' ? 'outside the mesh' : workload.slice(workload.indexOf('/') + 1),
    ),
  );
}

const MOST_NAMES = 6;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 1 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}

function causeText({ resource, change, field, before, after }: Cause, { paint, nameOf }: DiffStyle): string {
  const place = (location: Cause['before']) =>
    location && paint('cyan', [nameOf(location.file), location.line].filter(Boolean).join(':'));
  const places = [place(before), place(after)].filter((text) => text !== undefined).join(' → ');
  return `${places ? `${places}  ` : ''}${resource}${field ? `, ${field},` : ''} ${change}`;
}

function workloadLines({ workloads: { added, removed } }: MeshDiff): string[] {
  const line = (what: string, names: readonly string[]) =>
    names.length > 0 ? [`${what}: ${names.join(', ')}`] : [];
  const lines = [...line('Workloads added', added), ...line('Workloads removed', removed)];
  return lines.length > 0 ? [...lines, ''] : [];
}

function withoutEffectLines({ withoutEffect }: MeshDiff, style: DiffStyle): string[] {
  if (withoutEffect.length === 0) return [];
  const lines = withoutEffect.map((cause) => `  ${causeText(cause, style)}`);
  return [style.paint('bold', 'Differs, and changes none of the requests'), ...lines, ''];
}

function allFindings({ findings: { introduced, fixed } }: MeshDiff, { paint, nameOf }: DiffStyle): string[] {
  const lines = (heading: string, found: MeshDiff['findings']['fixed']) =>
    found.length > 0
      ? [paint('bold', heading), ...findingLines(found, paint, nameOf).map((line) => `  ${line}`), '']
      : [];
  return [...lines('Findings introduced', introduced), ...lines('Findings fixed', fixed)];
}

function dangerousText(dangerous: number, all: number): string {
  if (dangerous === 0) return '';
  return all === 1 ? ', dangerous' : `, ${dangerous} of them dangerous`;
}

/** `3 changes from HEAD to the working tree, 1 of them dangerous (214 requests asked)` */
export function summary({ changes, before, after, asked }: NamedDiff): string {
  const sides = `from ${before} to ${after}`;
  const dangerous = changes.filter(({ effect }) => DANGEROUS.has(effect)).length;
  const counted = `${changes.length} ${changes.length === 1 ? 'change' : 'changes'} ${sides}`;
  const what =
    changes.length === 0
      ? `no request changes ${sides}`
      : `${counted}${dangerousText(dangerous, changes.length)}`;
  return `${what} (${asked} requests asked)`;
}

/** Parentheses mean something behind brackets only, and those are escaped. */
const MARKS = /[\\`*_{}[\]<>#|!&~]/g;

/** Markdown for a job summary: the summary as a heading, and the lines in a block that none of them can end. */
export function diffMarkdown(lines: readonly string[], heading: string): string {
  const runs = lines.flatMap((line) => line.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(3, ...runs.map((length) => length + 1)));
  const escaped = heading.replace(MARKS, (character) => `&#${character.charCodeAt(0)};`);
  return [`### ${escaped}`, '', `${fence}text`, ...lines, fence].join('\n');
}
