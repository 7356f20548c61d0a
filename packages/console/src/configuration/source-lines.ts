import { readFileSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SourceLocation } from '@lab/istio';
import { isInside } from '@lab/local';
import { withoutSecrets } from '@lab/mesh-client';
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
    const lines = withoutSecretDocuments(readFileSync(path, 'utf8'));
    const first = Math.max(1, line - AROUND);
    const part = lines.slice(first - 1, line + AROUND);
    return { file, first, line, lines: part.map((text) => withoutSecrets(text.replace(LONG, '…'))) };
  } catch {
    // It was removed meanwhile.
    return undefined;
  }
}

function withoutSecretDocuments(text: string): readonly string[] {
  return text
    .split(/^(?=---)/m)
    .flatMap((document) => {
      const isSecret = /["']?kind["']?\s*:\s*["']?Secret\b/.test(document);
      return isSecret ? document.replace(/[^\n]+/g, '…') : document;
    })
    .join('')
    .split('\n');
}
