import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `import … from './x.ts';`, `export … from './x.ts';` and `import './x.ts';` as biome writes them; no types. */
const STATIC = /^(?:(?:import|export) (?!type\b)(?:[^;']*? from )?)'(\.[^']+)';$/gm;
/** `import('./x.ts')`, which a test may wait for. */
const DYNAMIC = /\bimport\(\s*'(\.[^']+)'\s*\)/g;

/** Direct imports by absolute path: files have many importers, and do not change while tests are chosen. */
const known = new Map<string, readonly string[]>();

/**
 * The files of the repository that a file loads, directly or through others, each once. Imports of types load nothing;
 * packages are not looked into, since none of them imports from the tests (`.dependency-cruiser.mjs`).
 *
 * @param root absolute; `file` and what is returned are relative to it
 * @param isLeaf what a file imports for which this is true is not followed
 */
export function importedFiles(root: string, file: string, isLeaf: (path: string) => boolean): string[] {
  const found = new Set<string>();
  const visit = (path: string) => {
    for (const imported of directImports(root, path)) {
      if (found.has(imported)) continue;
      found.add(imported);
      if (!isLeaf(imported) && !isSource(imported)) visit(imported);
    }
  };
  visit(file);
  return [...found];
}

function directImports(root: string, path: string): readonly string[] {
  const file = join(root, path);
  const before = known.get(file);
  if (before) return before;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const imports = [STATIC, DYNAMIC]
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .map(([, relative = '']) => join(dirname(path), relative));
  known.set(file, imports);
  return imports;
}

/** What a package is made of. */
function isSource(path: string): boolean {
  return /^packages\/[^/]+\/src\//.test(path) && !path.endsWith('.test.ts');
}
