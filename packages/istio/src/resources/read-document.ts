import { type Document, isAlias, isMap, isSeq, type Node } from 'yaml';
import { message } from '../findings/message.ts';
import { linePositions, type Position } from './line-positions.ts';
import { MOST_LEVELS, tooDeepAt } from './nesting.ts';
import { type ParsedDocument, parseDocuments, problemOf, type TextProblem } from './parse-documents.ts';
import { plainValue } from './plain-value.ts';
import { sizeOf } from './value-size.ts';

/** Part of a YAML text that has been read. It knows nothing of what is around it, so that it holds wherever it stands. */
export interface ReadText {
  readonly text: string;
  /** The objects of its documents: a document, or the entries of a `List`. */
  readonly objects: readonly ReadObject[];
  readonly problems: readonly TextProblem[];
  positionOf(offset: number): Position;
}

/** One object, and where it is written; the text is parsed once more when that is asked for. */
export interface ReadObject {
  readonly value: unknown;
  written(): WrittenObject;
}

export interface WrittenObject {
  readonly document: Document | undefined;
  readonly node: Node | null;
}

/** Values of one document, where an alias counts as all that it stands for; a mesh of 1,000 services has 170,000. */
const MOST_VALUES = 2_000_000;

/** Reads a text, see `readYaml`. What is wrong with it becomes problems; it never throws. */
export function readText(text: string): ReadText {
  const positionOf = linePositions(text);
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const problem = { message: message('LAB0107.levels', { most: MOST_LEVELS }), offset: deep };
    return { text, objects: [], problems: [problem], positionOf };
  }
  // Few objects are asked for their places.
  let parsed: readonly ParsedDocument[] | undefined;
  const again = () => {
    parsed ??= parseDocuments(text);
    return parsed;
  };
  const plain = plainValue(text);
  if (plain && sizeOf(plain.value, MOST_LEVELS).values <= MOST_VALUES) {
    return { text, objects: objectsOf(plain.value, () => again()[0]), problems: [], positionOf };
  }
  // Trees are large: none is kept.
  const read = parseDocuments(text).map((document, index) => readDocument(document, () => again()[index]));
  return {
    text,
    objects: read.flatMap(({ objects }) => objects),
    problems: read.flatMap(({ problem }) => (problem ? ofTemplate(problem, text) : [])),
    positionOf,
  };
}

/** A line, or the value of a key, that is an action of a Go template (https://helm.sh/docs/chart_template_guide). */
const TEMPLATE = /(?:^|\n)[ \t]*(?:- +)*(?:[\w."/-]+: +)?\{\{-?[ \t]*[.$\w"(/]/;

/** What is wrong with a template is that nobody has filled it in. */
function ofTemplate(problem: TextProblem, text: string): TextProblem {
  const start = TEMPLATE.exec(text);
  if (!start || problem.message.code !== 'LAB0101') return problem;
  return { message: message('LAB0101.template'), offset: start.index + start[0].indexOf('{{') };
}

function readDocument(
  document: ParsedDocument,
  again: () => ParsedDocument | undefined,
): { readonly objects: readonly ReadObject[]; readonly problem?: TextProblem } {
  const problem = problemOf(document);
  if (problem) return { objects: [], problem };
  const offset = document.contents?.range?.[0] ?? 0;
  try {
    const value: unknown = document.toJS();
    const { levels, values } = sizeOf(value, MOST_LEVELS);
    if (levels > MOST_LEVELS) {
      return { objects: [], problem: { message: message('LAB0107.levels', { most: MOST_LEVELS }), offset } };
    }
    if (values > MOST_VALUES) {
      return { objects: [], problem: { message: message('LAB0107.values', { most: MOST_VALUES }), offset } };
    }
    return { objects: objectsOf(value, again) };
  } catch {
    // The library counts what aliases of aliases stand for, and stops.
    return { objects: [], problem: { message: message('LAB0107.multiplied'), offset } };
  }
}

function objectsOf(value: unknown, again: () => ParsedDocument | undefined): ReadObject[] {
  if (value === null || value === undefined) return [];
  const entries = listEntries(value);
  const written = (index?: number): WrittenObject => {
    const document = again();
    const node = document && index !== undefined ? entryNode(document, index) : undefined;
    return { document, node: node ?? document?.contents ?? null };
  };
  if (!entries) return [{ value, written: () => written() }];
  return entries.map((entry, index) => ({ value: entry, written: () => written(index) }));
}

/** The entries of a `v1 List`, or of a list of one kind such as `VirtualServiceList`. */
function listEntries(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, items } = value as { kind?: unknown; items?: unknown };
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : undefined;
}

function entryNode(document: ParsedDocument, index: number): Node | undefined {
  const items = isMap(document.contents) ? document.contents.get('items', true) : undefined;
  const list = isAlias(items) ? items.resolve(document) : items;
  return isSeq(list) ? (list.items[index] as Node | undefined) : undefined;
}
