import { readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SourceLocation } from '@lab/istio';
import { isInside } from '@lab/local';
import { withoutSecrets } from '@lab/mesh-client';
import { parse } from 'yaml';
import type { SourceLines } from '../protocol.ts';

/** Lines before and after the one that is meant. */
const AROUND = 4;

/** A text that may be a key or a certificate's request. */
const LONG = /[A-Za-z0-9+/_-]{60,}={0,2}/g;

export interface Folders {
  /** Absolute path from which the files of places count. */
  readonly root: string;
  /** Absolute paths of the folders whose files may be shown. */
  readonly shown: readonly string[];
}

/**
 * The lines around a place. Only files of manifests are read, links followed; nothing is shown of a Secret, and of other
 * lines no value that looks like one.
 *
 * @returns undefined where the place has no line, or the file is another
 */
export function sourceLines(
  location: SourceLocation | undefined,
  { root, shown }: Folders,
): SourceLines | undefined {
  const { file, line } = location ?? {};
  if (file === undefined || line === undefined) return undefined;
  try {
    const path = realpathSync(resolve(root, file));
    if (!/\.ya?ml$/.test(path) || !shown.some((folder) => isInside(realpathSync(folder), path)))
      return undefined;
    const first = Math.max(1, line - AROUND);
    const part = linesOf(readFileSync(path, 'utf8'), first, line + AROUND);
    return { file, first, line, lines: part.map((text) => withoutSecrets(text.replace(LONG, '…'))) };
  } catch {
    // It was removed meanwhile.
    return undefined;
  }
}

/** Lines of a text, both ends included and counted from 1; those of Secrets have a `…` in the place of what they say. */
function linesOf(text: string, first: number, last: number): readonly string[] {
  let before = 0;
  const documents = text.split(/^(?=---(?:\s|$))/m).map((document) => {
    const start = before + 1;
    before += document.split('\n').length - 1;
    const isAsked = start <= last && before + 1 >= first;
    return isAsked && isSecret(document) ? document.replace(/[^\n]+/g, '…') : document;
  });
  return documents
    .join('')
    .split('\n')
    .slice(first - 1, last);
}

/** Whether one is in a document, however its kind is written; of what cannot be read, any that has the word. */
function isSecret(document: string): boolean {
  try {
    const { kind, items } = Object(parse(document, { logLevel: 'silent', uniqueKeys: false })) as Written;
    const all = Array.isArray(items) ? items.map((item) => (Object(item) as Written).kind) : [];
    return [kind, ...all].some((name) => name === 'Secret' || name === 'SecretList');
  } catch {
    return /\bSecret/.test(document);
  }
}

interface Written {
  readonly kind?: unknown;
  readonly items?: unknown;
}
