import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const glossary = readFileSync(join(import.meta.dirname, 'glossary.md'), 'utf8');

/** The phrases of the glossary's last table, each as it stands in a text. */
function unusedPhrases(): string[] {
  const [, table = ''] = glossary.split('## Phrases that we do not use');
  return [...table.matchAll(/^\| (?!Not|---)([^|]+) \|/gm)].flatMap(([, cell = '']) =>
    cell.split(',').map((phrase) => phrase.trim()),
  );
}

const files = execFileSync('git', ['ls-files', '*.md', 'packages/*.ts', 'apps/*.ts', 'apps/*.tsx'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter(
    (file) => file !== 'docs/glossary.md' && !file.endsWith('.test.ts') && !file.includes('testdata/conf'),
  );

/**
 * What people read of a file, in one line, so that a phrase is found across a line break: a page without its code blocks, a
 * source without its comments.
 */
const textOf = (file: string) =>
  readFileSync(join(root, file), 'utf8')
    .replace(file.endsWith('.md') ? /^```.*?^```$/gms : /^\s*(\/\/|\*|\/\*).*$/gm, '')
    .replace(/\s+/g, ' ');

const texts = new Map(files.map((file) => [file, textOf(file)]));

it.each(unusedPhrases())('no page and no message says "%s"', (phrase) => {
  const pattern = new RegExp(`\\b${phrase}\\b`, 'i');
  expect([...texts].filter(([, text]) => pattern.test(text)).map(([file]) => file)).toEqual([]);
});
