import { type Finding, findingOf } from '../findings/finding.ts';
import { type Message, message } from '../findings/message.ts';
import type { SourceLocation } from '../findings/place.ts';
import { type ReadObject, type ReadText, readText } from './read-document.ts';
import { splitDocuments } from './split-documents.ts';

/** One object of a YAML text: a document, or an entry of a `List`. */
export interface YamlObject extends ReadObject {
  readonly file: string;
  /** The document that it is read from. */
  readonly document: ReadText;
  /** Line and column of an offset into the text of its document. */
  positionOf(offset: number): SourceLocation;
}

/** A YAML text that has been read. */
export interface YamlSource {
  readonly objects: readonly YamlObject[];
  readonly findings: readonly Finding[];
}

/** Characters of one text; 1,000 services have two million. */
export const MOST_CHARACTERS = 32_000_000;
/** Documents of one text; 1,000 services have six thousand. */
const MOST_DOCUMENTS = 50_000;

/**
 * Reads a YAML text the way Kubernetes does (sigs.k8s.io/yaml): YAML 1.1, so `on`, `yes` and `y` are booleans,
 * merge keys count and a key may not stand twice; times and base-60 numbers stay text. Empty documents are skipped.
 * A text that is broken or beyond a limit gives findings (LAB0101, LAB0107) and the objects of the documents that are not;
 * it never throws.
 *
 * @param known documents that have been read before, by their text: they are not read again
 */
export function readYaml(text: string, file: string, known?: ReadonlyMap<string, ReadText>): YamlSource {
  const tooLarge = (problem: Message, line: number): YamlSource => ({
    objects: [],
    findings: [findingOf(problem, { location: { file, line, column: 1 } })],
  });
  if (text.length > MOST_CHARACTERS)
    return tooLarge(message('LAB0107.characters', { most: MOST_CHARACTERS, actual: text.length }), 1);
  const documents = splitDocuments(text);
  const first = documents[MOST_DOCUMENTS];
  if (first)
    return tooLarge(
      message('LAB0107.documents', { most: MOST_DOCUMENTS, actual: documents.length }),
      first.line + 1,
    );
  const objects: YamlObject[] = [];
  const findings: Finding[] = [];
  for (const document of documents) {
    const read = known?.get(document.text) ?? readText(document.text);
    const positionOf = (offset: number): SourceLocation => {
      const { line, column } = read.positionOf(offset);
      return { file, line: document.line + line, column };
    };
    for (const { message: problem, offset } of read.problems)
      findings.push(findingOf(problem, { location: positionOf(offset) }));
    objects.push(...read.objects.map((object) => ({ ...object, file, document: read, positionOf })));
  }
  return { objects, findings };
}

/** What is wrong with a YAML text, whatever is in it. */
export function yamlFindings(text: string, file: string): readonly Finding[] {
  return readYaml(text, file).findings;
}
