import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(import.meta.dirname, 'dependencies.md'), 'utf8');
const section =
  page.split(/^## /m).find((text) => text.startsWith('Files that nobody wrote by hand\n')) ?? '';

interface Line {
  readonly paths: readonly string[];
  readonly licence: string;
  readonly text: string;
}

/** `` - `PATH`, `PATH` (LICENCE): TEXT ``; the text may go over several lines. */
const lines: readonly Line[] = section.split(/\n(?=- )/).flatMap((entry) => {
  const [, paths = '', licence = '', text = ''] =
    /^- ((?:`[^`]+`,?\s+)+)\(([^)]+)\): ([^\n]+(?:\n {2}.+)*)/.exec(entry) ?? [];
  return paths
    ? { paths: [...paths.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path), licence, text }
    : [];
});

const LICENCES = new Set(['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'this project']);
const FOLDERS = /(^|\/)(generated|recorded|testdata|vendor)\//;
/** Of a generator's heading (Go: `golang.org/s/generatedcode`), and of a table's comment: `istio.io/api 1.29.6`. */
const HEADING = /\b(?:generated|written) by \S+|\b(?:do not|not to be) edit(?:ed)?\b/i;
const SOURCE = /^\s*(?:\/\*\*|\*|\/\/|#).*\b[a-z][\w.-]*\/[\w./-]+[ @]v?\d+\.\d+\.\d+/m;
const CODE = new Set(['.cjs', '.css', '.js', '.mjs', '.md', '.sh', '.ts', '.tsx']);
const LARGE_DATA_BYTES = 20_000;

/** What git ignores: names of folders, and of files. */
const ignored = readFileSync(join(root, '.gitignore'), 'utf8')
  .split('\n')
  .map((name) => name.replace(/\/$/, ''));

const files = globSync('**/*', {
  cwd: root,
  exclude: (path) =>
    basename(path) === '.git' || ignored.some((name) => name && matchesGlob(basename(path), name)),
}).filter((path) => statSync(join(root, path)).isFile());

/** Why a file needs a line; undefined for one that people write. */
function reason(path: string): string | undefined {
  if (FOLDERS.test(path)) return 'its folder';
  const bytes = readFileSync(join(root, path));
  const isCode = CODE.has(extname(path));
  if (!isCode && bytes.length > LARGE_DATA_BYTES) return `${bytes.length} bytes of data`;
  if (extname(path) === '.md' || /\.test\.tsx?$|(^|\/)scripts\//.test(path)) return undefined;
  const text = bytes.toString('utf8');
  if (HEADING.test(text.slice(0, 500))) return 'it says that it is generated';
  return isCode && SOURCE.test(text) ? 'a comment names a source and its version' : undefined;
}

const isListed = (path: string) =>
  lines.some(({ paths }) => paths.some((listed) => path === listed || path.startsWith(`${listed}/`)));

it('each file that nobody wrote by hand has a line in docs/dependencies.md', () => {
  const missing = files.filter((path) => !isListed(path)).map((path) => [path, reason(path)]);
  expect(missing.filter(([, why]) => why)).toEqual([]);
});

describe.each(lines)('$paths', ({ paths, licence, text }) => {
  it('is there, with a licence and the version of its source', () => {
    for (const path of paths) expect(existsSync(join(root, path)), path).toBe(true);
    expect(LICENCES).toContain(licence);
    if (licence !== 'this project') expect(text).toMatch(/\d+\.\d+/);
  });

  it('names the versions that the file itself names', () => {
    for (const version of paths.flatMap((path) => versionsIn(join(root, path))))
      expect(text).toContain(version);
  });
});

/** Versions of Go modules (`MODULE@vVERSION`) at a file's beginning. */
function versionsIn(path: string): string[] {
  if (statSync(path).isDirectory()) return [];
  const head = readFileSync(path, 'utf8').slice(0, 500);
  return [...head.matchAll(/[\w.-]@v(\d+\.\d+\.\d+[\w.-]*)/g)].map(([, version = '']) => version);
}

it('the lines are read', () => {
  expect(lines.length).toBe(section.match(/^- /gm)?.length);
});
