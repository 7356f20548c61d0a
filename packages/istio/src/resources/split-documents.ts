/** Part of a YAML text with at most one document; only a text with directives or ends of documents stays in one piece. */
export interface DocumentText {
  readonly text: string;
  /** Line of the whole text on which it begins, from 0. */
  readonly line: number;
}

/** `%YAML` and `%TAG` are for the document after them, and `...` ends one: the parser has to see them in their place. */
const UNDIVIDED = /(?:^|\n)(?:%|\.\.\.(?:[ \t\r\n]|$))/;

/**
 * Divides a YAML text before each `---` that begins a line, which marks a document wherever it stands, in quotes too
 * (YAML 1.2.2, "c-forbidden").
 */
export function splitDocuments(text: string): DocumentText[] {
  if (UNDIVIDED.test(text)) return [{ text, line: 0 }];
  const parts: DocumentText[] = [];
  let [start, line] = [0, 0];
  for (const end of markersOf(text)) {
    const part = text.slice(start, end);
    parts.push({ text: part, line });
    line += part.split('\n').length - 1;
    start = end;
  }
  return [...parts, { text: text.slice(start), line }];
}

/** Offsets of the markers after the start of the text. */
function* markersOf(text: string): Generator<number> {
  for (let at = text.indexOf('\n---'); at !== -1; at = text.indexOf('\n---', at + 1)) {
    if (/^(?:[ \t\r\n]|$)/.test(text.slice(at + 4, at + 5))) yield at + 1;
  }
}
