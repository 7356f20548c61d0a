import { readFileSync } from 'node:fs';
import { type Document, LineCounter, parseAllDocuments, visit } from 'yaml';

/** What is wrong with a file of YAML, and where. */
export interface BrokenYaml {
  readonly message: string;
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
  const broken = (message: string, offset: number): BrokenYaml => {
    const { line, col } = lineCounter.linePos(offset);
    return { message: `broken YAML: ${message}`, position: { line, column: col } };
  };
  try {
    const documents = parseAllDocuments(text, { lineCounter, prettyErrors: false });
    if ('empty' in documents) return undefined;
    for (const document of documents) {
      const [error] = document.errors;
      if (error) return broken(error.message, error.pos[0]);
      const alias = aliasProblem(document);
      if (alias) return broken(alias.message, alias.offset);
    }
    return undefined;
  } catch (error) {
    // The parser calls itself for each level, and a few thousand brackets overflow the stack.
    return broken(`nested too deeply (${(error as Error).message})`, 0);
  }
}

interface AliasProblem {
  readonly message: string;
  readonly offset: number;
}

/** An alias that no anchor stands before, or that stands in what it stands for. */
function aliasProblem(document: Document.Parsed): AliasProblem | undefined {
  let problem: AliasProblem | undefined;
  visit(document, {
    Alias(_, alias, path) {
      const source = alias.resolve(document);
      const offset = alias.range?.[0] ?? 0;
      if (!source) problem = { message: `alias *${alias.source} has no anchor before it`, offset };
      else if (path.includes(source)) {
        problem = { message: `alias *${alias.source} stands in what it stands for`, offset };
      }
      return problem ? visit.BREAK : undefined;
    },
  });
  return problem;
}
