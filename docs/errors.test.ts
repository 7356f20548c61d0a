import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '../packages/errors/src/error-codes.ts';
import { errorPage } from '../packages/errors/src/lab-error.ts';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(import.meta.dirname, 'errors.md'), 'utf8');
const codes = Object.keys(ERROR_CODES) as ErrorCode[];

/** Sources of the lab, without tests and the catalogue. */
const sources = globSync('packages/*/src/**/*.ts', { cwd: root })
  .filter((file) => !file.endsWith('.test.ts') && !file.startsWith('packages/errors/'))
  .map((file) => readFileSync(join(root, file), 'utf8'));

/** Heading → text, of every section about a code. */
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((section): [string, string] => {
      const [heading = '', ...text] = section.split(/^## /m)[0]?.split('\n') ?? [];
      return [heading, text.join('\n').trim()];
    }),
);

/** Codes that some source gives an error; to compare with one throws none. */
function thrownCodes(): Set<string> {
  const compared = /[!=]== '[A-Z_]+'|hasCode\(\w+, '[A-Z_]+'\)/g;
  const words = sources.flatMap((text) => text.replace(compared, '').match(/(?<=')[A-Z][A-Z_]+(?=')/g) ?? []);
  return new Set(words.filter((word) => word in ERROR_CODES));
}

/** What the messages of a code can be, from literals in the sources; empty where another function makes them. */
function messagesOf(code: ErrorCode): RegExp[] {
  const literal = new RegExp(`new LabError\\(\\s*'${code}',\\s*([\`'])((?:\\\\.|(?!\\1).)*)\\1`, 'gs');
  return sources.flatMap((text) =>
    [...text.matchAll(literal)].map(([, , message = '']) => {
      const fixed = message.split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/).map((part) => RegExp.escape(part));
      return new RegExp(`^${fixed.join('.+').replaceAll('\\\\n', '\\n')}$`, 's');
    }),
  );
}

const unwrapped = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

it('every code of the catalogue is thrown', () => {
  expect([...thrownCodes()].sort()).toEqual(codes.toSorted());
});

it('the sections are those of the catalogue, in its order', () => {
  expect([...sections.keys()]).toEqual(codes);
});

describe.each(codes)('%s', (code) => {
  const { title, meaning, remedy } = ERROR_CODES[code];
  const [before = '', sample = '', after = ''] = sections.get(code)?.split(/```(?:text)?\n/) ?? [];

  it('has the text of the catalogue, in sentences', () => {
    expect(unwrapped(before)).toBe(`**${title}.** ${meaning}`);
    expect(unwrapped(after)).toBe(remedy);
    for (const sentence of [meaning, remedy]) expect(sentence).toMatch(/[.>]$/);
  });

  it('shows what is printed: code and message, what to do, and this section', () => {
    const [, message = ''] =
      new RegExp(`^error ${code} (.+)\n  \\S.+\n  see ${errorPage(code)}\n$`, 's').exec(sample) ?? [];
    expect(message).not.toBe('');
    const possible = messagesOf(code);
    if (possible.length > 0) expect(possible.some((pattern) => pattern.test(message))).toBe(true);
  });
});

it('pages lead to sections that are there', () => {
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading.toLowerCase().replaceAll(' ', '-'),
  );
  expect(
    codes.map((code) => errorPage(code).split('#')[1]).filter((anchor = '') => !anchors.includes(anchor)),
  ).toEqual([]);
});
