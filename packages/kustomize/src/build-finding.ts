import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseAllDocuments } from 'yaml';
import { kustomizationFile } from './kustomization-file.ts';
import { pathFrom } from './path-from.ts';

/** A mistake in the files that kustomize reads; the shape of every finding of the lab. */
export interface BuildFinding {
  readonly code: 'LAB0101' | 'LAB0102' | 'LAB0103' | 'LAB0104' | 'LAB0106';
  readonly severity: 'error';
  readonly message: string;
  readonly location?: { readonly file: string; readonly line?: number; readonly column?: number };
}

/** For an overlay or component that is not there, which is named on the command line and not in a file. */
export function noSuchFolder(dir: string): BuildFinding {
  return finding('LAB0102', `there is no folder ${dir}`, undefined);
}

/** For a folder that holds nothing that `kubectl apply` takes. */
export function noManifests(dir: string): BuildFinding {
  return finding('LAB0102', `${dir || 'the folder'} has neither a kustomization nor YAML files`, undefined);
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
export function buildFinding(stderr: string, root: string, built: string): BuildFinding {
  const failure = innermost(stderr, built);
  const kustomization = kustomizationFile(failure.dir);
  const at = (file: string, position: { line?: number; column?: number } = {}) => ({
    file: pathFrom(root, file),
    ...position,
  });
  const entryFile = failure.entry && join(failure.dir, failure.entry);
  const [, unknownField] = /unknown field \\?"([^"\\]+)\\?"/.exec(failure.reason) ?? [];

  if (unknownField) {
    const message = `kustomization has no field ${unknownField}`;
    return finding('LAB0103', message, at(kustomization, lineOf(kustomization, `${unknownField}:`)));
  }
  if (/no such file or directory/.test(failure.reason)) {
    const message = `there is no ${failure.entry ?? pathFrom(root, failure.dir)}`;
    return finding('LAB0102', message, at(kustomization, lineOf(kustomization, failure.entry ?? '')));
  }
  const file = entryFile && isFile(entryFile) ? entryFile : kustomization;
  const broken = syntaxError(file);
  if (broken) return finding('LAB0101', broken.message, at(file, broken.position));
  return finding('LAB0104', failure.reason, at(file));
}

function finding(
  code: BuildFinding['code'],
  message: string,
  location: BuildFinding['location'],
): BuildFinding {
  return { code, severity: 'error', message, ...(location && { location }) };
}

function innermost(stderr: string, built: string): Failure {
  // kubectl logs the error as one quoted field, with the quotes inside it escaped.
  const text = stderr
    .replace(/^.*err="(.*)"\s*$/s, '$1')
    .replaceAll('\\"', '"')
    .trim();
  const named = last(text, /(?:path|target for path) '([^']+)'(?=:)/g);
  const dir = named?.[1] ?? built;
  const entry = last(text, /(?:accumulating|merging) resources from '([^']+)': /g);
  const inDir = entry && text.lastIndexOf(`'${dir}':`) < (entry.index ?? 0);
  const inner = named ? text.lastIndexOf(`'${dir}': `) + dir.length + 4 : 0;
  const tail = text.slice(inDir ? (entry.index ?? 0) + entry[0].length : inner);
  // What follows the first closing quote only repeats that the file is no folder either.
  return {
    dir,
    reason: withoutLoneQuote(tail.split("': ", 1)[0] ?? tail),
    ...(inDir && { entry: entry[1] }),
  };
}

/** The closing quote of an outer message whose opening one was cut off. */
function withoutLoneQuote(text: string): string {
  return text.split('"').length % 2 === 0 ? text.replace(/"$/, '') : text;
}

function last(text: string, pattern: RegExp): RegExpMatchArray | undefined {
  return [...text.matchAll(pattern)].at(-1);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function lineOf(file: string, text: string): { line?: number } {
  if (!text || !isFile(file)) return {};
  const index = readFileSync(file, 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text));
  return index === -1 ? {} : { line: index + 1 };
}

interface SyntaxError {
  readonly message: string;
  readonly position: { readonly line: number; readonly column: number };
}

function syntaxError(file: string): SyntaxError | undefined {
  if (!isFile(file)) return undefined;
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(readFileSync(file, 'utf8'), { lineCounter, prettyErrors: false });
  if ('empty' in documents) return undefined;
  const error = documents.flatMap((document) => document.errors)[0];
  if (!error) return undefined;
  const { line, col } = lineCounter.linePos(error.pos[0]);
  return { message: `broken YAML: ${error.message}`, position: { line, column: col } };
}
