import { readFileSync } from 'node:fs';
import { type Message, message } from '@lab/istio';
import { type Document, LineCounter, parseAllDocuments, visit } from 'yaml';

/** What is wrong with a file of YAML, and where. */
export interface BrokenYaml {
  readonly message: Message;
  readonly position: { readonly line: number; readonly column: number };
}

/** Whether a text may have aliases; a text without cannot lead a reader in a circle. */
export function mayHaveAliases(file: string): boolean {
  const text = readFileSync(file, 'utf8');
  return text.includes('&') && text.includes('*');
}

/** Undefined for a file that can be read. @throws the system's error when the file cannot be opened */
export function brokenYaml(file: string): BrokenYaml | undefined {
  const lineCounter = new LineCounter();
  const text = readFileSync(file, 'utf8');
  const broken = (problem: Message, offset: number): BrokenYaml => {
    const { line, col } = lineCounter.linePos(offset);
    return { message: problem, position: { line, column: col } };
  };
  try {
    const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false });
    if ('empty' in documents) return undefined;
    for (const document of documents) {
      const [error] = document.errors;
      if (error) return broken(message('LAB0101.parser', { said: error.message }), error.pos[0]);
      const alias = aliasProblem(document);
      if (alias) return broken(alias.message, alias.offset);
    }
    return undefined;
  } catch (error) {
    // The parser calls itself for each level, and a few thousand brackets overflow the stack.
    return broken(message('LAB0101.tooDeep', { said: (error as Error).message }), 0);
  }
}

interface AliasProblem {
  readonly message: Message;
  readonly offset: number;
}

/** An alias that no anchor stands before, or that stands in what it stands for. */
function aliasProblem(document: Document.Parsed): AliasProblem | undefined {
  let problem: AliasProblem | undefined;
  visit(document, {
    Alias(_, alias, path) {
      const source = alias.resolve(document);
      const offset = alias.range?.[0] ?? 0;
      const named = { alias: alias.source };
      if (!source) problem = { message: message('LAB0101.aliasWithoutAnchor', named), offset };
      else if (path.includes(source)) problem = { message: message('LAB0101.aliasInItself', named), offset };
      return problem ? visit.BREAK : undefined;
    },
  });
  return problem;
}
