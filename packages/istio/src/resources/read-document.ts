import {
  type Document,
  isAlias,
  isMap,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  visit,
} from 'yaml';
import { type Message, message } from '../findings/message.ts';
import { MOST_LEVELS, tooDeepAt } from './nesting.ts';
import { sizeOf } from './value-size.ts';
import { KUBERNETES_YAML } from './yaml-schema.ts';

/** A position in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

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

export interface TextProblem {
  readonly message: Message;
  readonly offset: number;
}

/** Aliases in one document. */
const MOST_ALIASES = 1000;
/** Values of one document, where an alias counts as all that it stands for; a mesh of 1,000 services has 170,000. */
const MOST_VALUES = 2_000_000;

/** Reads a text, see `readYaml`. What is wrong with it becomes problems; it never throws. */
export function readText(text: string): ReadText {
  const lines = new LineCounter();
  const positionOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    lines.addNewLine(0);
    for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
    const problem = { message: message('LAB0107.levels', { most: MOST_LEVELS }), offset: deep };
    return { text, objects: [], problems: [problem], positionOf };
  }
  // Trees are large, and few objects are asked for their places.
  let parsed: readonly Document.Parsed<ParsedNode>[] | undefined;
  const again = () => {
    parsed ??= parse(text);
    return parsed;
  };
  const read = parse(text, lines).map((document, index) => readDocument(document, () => again()[index]));
  return {
    text,
    objects: read.flatMap(({ objects }) => objects),
    problems: read.flatMap(({ problem }) => problem ?? []),
    positionOf,
  };
}

function parse(text: string, lineCounter?: LineCounter): readonly Document.Parsed<ParsedNode>[] {
  const documents = parseAllDocuments(text, {
    ...(lineCounter && { lineCounter }),
    prettyErrors: false,
    schema: KUBERNETES_YAML as unknown as string,
    version: '1.1',
    logLevel: 'error',
  });
  return 'empty' in documents ? [] : documents;
}

function readDocument(
  document: Document.Parsed<ParsedNode>,
  again: () => Document.Parsed<ParsedNode> | undefined,
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

function objectsOf(value: unknown, again: () => Document.Parsed<ParsedNode> | undefined): ReadObject[] {
  if (value === null) return [];
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

function entryNode(document: Document.Parsed<ParsedNode>, index: number): Node | undefined {
  const items = isMap(document.contents) ? document.contents.get('items', true) : undefined;
  const list = isAlias(items) ? items.resolve(document) : items;
  return isSeq(list) ? (list.items[index] as Node | undefined) : undefined;
}

function problemOf(document: Document.Parsed<ParsedNode>): TextProblem | undefined {
  const [error] = document.errors;
  if (error) return { message: message('LAB0101.parser', { said: error.message }), offset: error.pos[0] };
  return aliasProblem(document);
}

/** The first alias that no anchor stands before, or that stands in what it stands for: such a value has no end. */
function aliasProblem(document: Document.Parsed<ParsedNode>): TextProblem | undefined {
  const anchors = new Map<string, unknown>();
  let count = 0;
  let problem: TextProblem | undefined;
  visit(document, {
    Node(_, node) {
      if ('anchor' in node && node.anchor) anchors.set(node.anchor, node);
    },
    Alias(_, alias, path) {
      count += 1;
      const target = anchors.get(alias.source);
      const named = { alias: alias.source };
      const said = !target
        ? message('LAB0101.aliasWithoutAnchor', named)
        : path.includes(target as Node)
          ? message('LAB0101.aliasInItself', named)
          : count > MOST_ALIASES && message('LAB0107.aliases', { most: MOST_ALIASES });
      if (!said) return undefined;
      problem = { message: said, offset: alias.range?.[0] ?? 0 };
      return visit.BREAK;
    },
  });
  return problem;
}
