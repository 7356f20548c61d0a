import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  type Node,
  type Pair,
  type ParsedNode,
  parseAllDocuments,
  type Scalar,
  visit,
} from 'yaml';
import { type Message, message } from '../findings/message.ts';
import { KUBERNETES_YAML } from './yaml-schema.ts';

/** A document of a YAML text, with the place of every node. */
export type ParsedDocument = Document.Parsed<ParsedNode>;

/** What is wrong with a YAML text, and where. */
export interface TextProblem {
  readonly message: Message;
  readonly offset: number;
}

/** Aliases in one document. */
const MOST_ALIASES = 1000;

/** The documents of a YAML text as Kubernetes reads it, see `readYaml`. */
export function parseDocuments(text: string): readonly ParsedDocument[] {
  const documents = parseAllDocuments(text, {
    prettyErrors: false,
    schema: KUBERNETES_YAML as unknown as string,
    version: '1.1',
    logLevel: 'error',
    // The library compares each key with all of its map; `repeatedKey` looks each up.
    uniqueKeys: false,
  });
  return 'empty' in documents ? [] : documents;
}

/** What keeps a document from having a value: the parser's first error, or the first of its nodes that JSON does not have. */
export function problemOf(document: ParsedDocument): TextProblem | undefined {
  const [error] = document.errors;
  if (error) return { message: message('LAB0101.parser', { said: error.message }), offset: error.pos[0] };
  return nodeProblem(document);
}

/** The first key of a map that stands in it twice; Kubernetes refuses such a map (sigs.k8s.io/yaml, `UnmarshalStrict`). */
function repeatedKey(pairs: readonly Pair[]): Scalar | undefined {
  const known = new Set<unknown>();
  for (const { key } of pairs) {
    if (!isScalar(key) || isMergeKey(key.value)) continue;
    if (known.has(key.value)) return key;
    known.add(key.value);
  }
  return undefined;
}

/** A key that merges may stand several times; YAML 1.1 writes it `<<`. */
function isMergeKey(value: unknown): boolean {
  return value === '<<' || typeof value === 'symbol';
}

/**
 * The first key that stands twice, the first alias that no anchor stands before, or that stands in what it stands for, as such a value has no end; or the first
 * key that is a map or a list.
 */
function nodeProblem(document: ParsedDocument): TextProblem | undefined {
  const anchors = new Map<string, unknown>();
  let count = 0;
  let problem: TextProblem | undefined;
  visit(document, {
    Node(_, node) {
      if ('anchor' in node && node.anchor) anchors.set(node.anchor, node);
      const repeated = isMap(node) ? repeatedKey(node.items) : undefined;
      if (!repeated) return undefined;
      const said = message('LAB0101.repeatedKey', { key: String(repeated.value) });
      problem = { message: said, offset: repeated.range?.[0] ?? 0 };
      return visit.BREAK;
    },
    Pair(_, { key }) {
      if (!isCollection(key)) return undefined;
      problem = { message: message('LAB0101.mapKey'), offset: key.range?.[0] ?? 0 };
      return visit.BREAK;
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
