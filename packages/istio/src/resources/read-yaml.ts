import {
  type Document,
  isAlias,
  isMap,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseAllDocuments,
  type Tags,
  visit,
} from 'yaml';
import { type Finding, findingOf } from '../findings/finding.ts';
import { type Message, message } from '../findings/message.ts';
import type { SourceLocation } from '../findings/place.ts';

/** One object of a YAML text: a document, or an entry of a `List`. */
export interface YamlObject {
  readonly value: unknown;
  readonly node: Node | null;
  readonly source: YamlSource;
  readonly document: Document;
}

/** A YAML text that has been read, with what is needed to say where something stands in it. */
export interface YamlSource {
  readonly file: string;
  readonly objects: readonly YamlObject[];
  readonly findings: readonly Finding[];
  /** Line and column of an offset into the text. */
  positionOf(offset: number): SourceLocation;
}

// Tags of YAML 1.1 that go-yaml, which Kubernetes reads manifests with, does not resolve on its own.
const NOT_RESOLVED = new Set([
  'tag:yaml.org,2002:timestamp',
  'tag:yaml.org,2002:set',
  'tag:yaml.org,2002:omap',
  'tag:yaml.org,2002:pairs',
]);

/**
 * Reads a YAML text the way Kubernetes does (sigs.k8s.io/yaml): YAML 1.1, so `on`, `yes` and `y` are booleans,
 * merge keys count and a key may not stand twice; times and base-60 numbers stay text. Empty documents are skipped.
 * A text that is broken gives findings (LAB0101) and the objects of the documents that are not; it never throws.
 */
export function readYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  const objects: YamlObject[] = [];
  const findings: Finding[] = [];
  const positionOf = (offset: number): SourceLocation => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const source: YamlSource = { file, objects, findings, positionOf };
  const broken = (problem: Message, offset: number) =>
    findings.push(findingOf(problem, { location: positionOf(offset) }));
  for (const document of parseDocuments(text, lines, broken)) {
    const [error] = document.errors;
    if (error) {
      broken(message('LAB0101.parser', { said: error.message }), error.pos[0]);
      continue;
    }
    const alias = aliasProblem(document);
    if (alias) {
      broken(alias.message, alias.offset);
      continue;
    }
    try {
      objects.push(...objectsOf(document, source));
    } catch (error) {
      // So many aliases that they would fill the memory are only seen here.
      const said = (error as Error).message;
      broken(message('LAB0101.parser', { said }), document.contents?.range?.[0] ?? 0);
    }
  }
  return source;
}

/** The library takes `.` and `e5` for numbers, which go-yaml does not: a number has a digit in front. */
function withDigits(tag: Tags[number]): Tags[number] {
  const isNumber = typeof tag !== 'string' && tag.tag === 'tag:yaml.org,2002:float' && 'test' in tag;
  if (!isNumber || !tag.test || tag.test.test('.nan')) return tag;
  return { ...tag, test: new RegExp(`(?=[-+]?\\.?[0-9])${tag.test.source}`) };
}

function parseDocuments(
  text: string,
  lineCounter: LineCounter,
  broken: (problem: Message, offset: number) => void,
): Document.Parsed<ParsedNode>[] {
  try {
    const documents = parseAllDocuments(text, {
      lineCounter,
      prettyErrors: false,
      schema: 'yaml-1.1',
      version: '1.1',
      logLevel: 'error',
      customTags: (tags: Tags) =>
        tags
          .filter((tag) => typeof tag === 'string' || !(NOT_RESOLVED.has(tag.tag) || tag.format === 'TIME'))
          .map(withDigits),
    });
    return 'empty' in documents ? [] : documents;
  } catch (error) {
    // The parser calls itself for each level, and a few thousand brackets overflow the stack.
    broken(message('LAB0101.tooDeep', { said: (error as Error).message }), 0);
    return [];
  }
}

/** The first alias that no anchor stands before, or that stands in what it stands for: such a value has no end. */
function aliasProblem(
  document: Document.Parsed<ParsedNode>,
): { readonly message: Message; readonly offset: number } | undefined {
  let problem: { readonly message: Message; readonly offset: number } | undefined;
  visit(document, {
    Alias(_, alias, path) {
      const target = alias.resolve(document);
      const offset = alias.range?.[0] ?? 0;
      const named = { alias: alias.source };
      if (!target) problem = { message: message('LAB0101.aliasWithoutAnchor', named), offset };
      else if (path.includes(target)) problem = { message: message('LAB0101.aliasInItself', named), offset };
      return problem && visit.BREAK;
    },
  });
  return problem;
}

function objectsOf(document: Document.Parsed<ParsedNode>, source: YamlSource): YamlObject[] {
  const value: unknown = document.toJS();
  if (value === null) return [];
  const entries = listEntries(value);
  if (!entries) return [{ value, node: document.contents, source, document }];
  const items = isMap(document.contents) ? document.contents.get('items', true) : undefined;
  const list = isAlias(items) ? items.resolve(document) : items;
  return entries.map((entry, index) => ({
    value: entry,
    node: (isSeq(list) ? (list.items[index] as Node | undefined) : undefined) ?? document.contents,
    source,
    document,
  }));
}

/** The entries of a `v1 List`, or of a list of one kind such as `VirtualServiceList`. */
function listEntries(value: unknown): unknown[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, items } = value as { kind?: unknown; items?: unknown };
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items) ? items : undefined;
}
