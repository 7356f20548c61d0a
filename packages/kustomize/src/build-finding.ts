import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import {
  type Finding,
  findingOf,
  type Message,
  message,
  type SourceLocation,
  yamlFindings,
} from '@lab/istio';
import { isFile } from './is-file.ts';
import { kustomizationFile } from './kustomization-file.ts';
import { tooLarge } from './manifest-texts.ts';
import { numberKeys } from './number-keys.ts';
import { pathFrom } from './path-from.ts';
import { plainReason } from './plain-reason.ts';
import { filesOfBuild } from './read-files.ts';

/** For an overlay or component that is not there, which is named on the command line and not in a file. */
export function noSuchFolder(dir: string): Finding {
  return findingOf(message('LAB0102.folder', { folder: dir }));
}

/** A finding for each file of a build whose YAML is broken; kustomize names one of them at most, and not always. */
export function brokenFiles(folders: readonly string[], root: string): Finding[] {
  return filesOfBuild(folders).flatMap((file) => brokenFile(file, root) ?? []);
}

/** Those that would lead kustomize in a circle, or have it copy text, until it has no memory left. */
export function circularFiles(folders: readonly string[], root: string): Finding[] {
  const files = filesOfBuild(folders).filter(mayHaveAliases);
  return files.flatMap((file) => brokenFile(file, root) ?? []);
}

/** Bytes of a file that kustomize is given as it is. */
const LARGE = 32_000_000;

/** Whether a text is large or may have aliases; one without cannot lead a reader in a circle, or become a larger one. */
function mayHaveAliases(file: string): boolean {
  if (statSync(file).size > LARGE) return true;
  const text = readFileSync(file, 'utf8');
  return text.includes('&') && text.includes('*');
}

function brokenFile(file: string, root: string): Finding | undefined {
  const problem = tooLarge(statSync(file).size);
  if (problem) return locate(problem, { file: pathFrom(root, file) });
  return yamlFindings(readFileSync(file, 'utf8'), pathFrom(root, file))[0];
}

/** What kustomize's one long line of nested errors says, innermost part. */
interface Failure {
  /** Folder whose kustomization was being built. */
  readonly dir: string;
  /** Entry of its `resources` that failed, as written there. */
  readonly entry?: string;
  readonly reason: string;
}

/**
 * Turns kustomize's stderr into a finding that names the file that people edit.
 *
 * kustomize nests its messages from the outside in; the last folder and the last entry named are where it
 * stopped. Its line numbers count from the start of one document, so a broken file is parsed again here.
 *
 * @param built the folder that kustomize was called with, which it does not name
 */
export function buildFinding(stderr: string, root: string, built: string): Finding {
  const failure = innermost(stderr, built);
  const kustomization = kustomizationFile(failure.dir);
  const at = (file: string, position: { line?: number; column?: number } = {}) => ({
    file: pathFrom(root, file),
    ...position,
  });
  const entryFile = failure.entry && join(failure.dir, failure.entry);
  const [, unknownField] = /unknown field \\?"([^"\\]+)\\?"/.exec(failure.reason) ?? [];

  if (/unsupported type: map\[interface/.test(failure.reason)) {
    const [first] = filesOfBuild([built]).flatMap((path) => numberKeyOf(path) ?? []);
    const quoted = message('LAB0104.numberKey', { key: first?.key ?? '8080' });
    return locate(quoted, at(first?.file ?? kustomization, first && { line: first.line }));
  }
  if (unknownField) {
    const unknown = message('LAB0103', { field: unknownField });
    return locate(unknown, at(kustomization, lineOf(kustomization, `${unknownField}:`)));
  }
  if (/no such file or directory/.test(failure.reason)) {
    const path = missingPath(failure.reason, failure.dir);
    const entry = path ?? failure.entry ?? pathFrom(root, failure.dir);
    const line = lineOf(kustomization, path ? basename(path) : (failure.entry ?? ''));
    return locate(message('LAB0102.entry', { entry }), at(kustomization, line));
  }
  const file = entryFile && isFile(entryFile) ? entryFile : kustomization;
  const broken = isFile(file) ? brokenFile(file, root) : undefined;
  if (broken) return broken;
  const reason = plainReason(failure.reason, root);
  const [, field] = /^(\w+) must be /.exec(reason.text) ?? [];
  const [, path] = /^(\S+) is (?:outside|an absolute path)/.exec(reason.text) ?? [];
  const [, chart] = /(Helm chart)/.exec(reason.text) ?? [];
  const place = field ? `${field}:` : path ? basename(path) : chart ? 'helmChart' : '';
  return locate(reason, at(file, lineOf(file, place)));
}

/** The first key of a file that is a number. */
function numberKeyOf(file: string): { file: string; key: string; line: number } | undefined {
  const text = readFileSync(file, 'utf8');
  const [first] = numberKeys(text);
  return first && { file, key: first.text, line: text.slice(0, first.range[0]).split('\n').length };
}

/** What was looked for, relative to the kustomization's folder as it names it. */
function missingPath(reason: string, dir: string): string | undefined {
  const path = last(reason, /(?:lstat|open|stat) (\S+?): no such file/g)?.[1];
  return path && path !== dir && dirname(path) !== path ? relative(dir, path) : undefined;
}

function locate(problem: Message, location: SourceLocation): Finding {
  return findingOf(problem, { location });
}

function innermost(stderr: string, built: string): Failure {
  // kubectl logs the error as one field: quoted, with the quotes inside it escaped, as often as they are nested; or of several lines.
  const text = stderr
    .replace(/^.*err=<\n(.*)\n >\s*$/s, '$1')
    .replace(/^.*err="(.*)"\s*$/s, '$1')
    .replace(/\\+"/g, '"')
    .trim();
  const named = last(text, /(?:path|target for path) '([^']+)'(?=:)/g);
  const dir = named?.[1] ?? built;
  const entry = last(text, /(?:accumulating|merging) resources from '([^']+)': /g);
  const inDir = entry && text.lastIndexOf(`'${dir}':`) < (entry.index ?? 0);
  const inner = named ? text.lastIndexOf(`'${dir}': `) + dir.length + 4 : 0;
  const tail = text.slice(inDir ? (entry.index ?? 0) + entry[0].length : inner);
  return {
    dir,
    reason: withoutLoneQuote(innerReason(tail)),
    ...(inDir && { entry: entry[1] }),
  };
}

/**
 * What follows the first closing quote only repeats that a file is no folder either; of a folder, it is why that could not be
 * built.
 */
function innerReason(tail: string): string {
  const [first = tail, ...others] = tail.split("': ");
  const rest = others.join("': ");
  return /must resolve to a file$/.test(first) && rest ? rest : first;
}

/** The closing quote of an outer message whose opening one was cut off. */
function withoutLoneQuote(text: string): string {
  return text.split('"').length % 2 === 0 ? text.replace(/"$/, '') : text;
}

function last(text: string, pattern: RegExp): RegExpMatchArray | undefined {
  return [...text.matchAll(pattern)].at(-1);
}

function lineOf(file: string, text: string): { line?: number } {
  if (!text || !isFile(file)) return {};
  const index = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text));
  return index === -1 ? {} : { line: index + 1 };
}
