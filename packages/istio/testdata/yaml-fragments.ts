import fc from 'fast-check';

/** What YAML has a meaning for, and some of what it has none for. */
const TOKENS = [
  ...['a', 'c d', 'é', '😀', '=', '-', ':', '.', ' ', '  ', '\n', '\n  ', '\n    ', '\n- ', '\n - ', '\n---\n', '--- ', '...'],
  ...['x: ', ': ', ':\n  ', '- ', '? ', '?', '[', ']', '{', '}', ', ', ',', '"', "'", ' #', '#', '"a": ', "'b': ", '\\', '\\n', '\\x41'],
  ...['|', '|-\n', '>', '>+', '|2', '%', '@', '`', '!', '&', '*', '&a ', '*a', '!!str ', '<<: ', '\t', '\r', '\r\n', '\u0085', '\u2028', '\ufeff'],
  ...['0', '-1', '1.5', '1_000', '0x1f', '017', '08', '0o17', '1e3', '.inf', '.nan', 'on', 'No', 'y', 'null', '~', '', '2026-01-01', '12:30'],
  ...['key: value\n', 'key: [1, 2]\n', 'key: {a: 1}\n', "key: 'v'\n", 'key: "v"\n', 'key: |\n  text\n  more\n', 'key: >\n  text\n\n  more\n'],
];

const token = fc.constantFrom(...TOKENS);
const text = (maxLength: number) => fc.array(token, { maxLength }).map((tokens) => tokens.join(''));

/** One line of a block: a key, an entry, a comment, something in brackets or quotes, or anything. */
const line = fc
  .tuple(fc.constantFrom('', '- ', '- - ', 'a: ', 'b: ', '"q": ', '# ', '- m: ', '? ', ': '), token, token)
  .chain(([before, one, other]) =>
    fc.constantFrom(one, `[${one}]${other}`, `{${one}}${other}`, `"${one}"${other}`, `'${one}' ${other}`, `${one}${other}`, '|', '>-', '').map((rest) => before + rest),
  );

const lines = fc
  .array(fc.tuple(line, fc.constantFrom(0, 0, 1, 2, 2, 4)), { minLength: 1, maxLength: 7 })
  .map((written) => written.map(([content, indent]) => `${' '.repeat(indent)}${content}`).join('\n'));

/** Short texts that are YAML, nearly YAML, or none. */
export const yamlFragments: fc.Arbitrary<string> = fc.oneof(
  text(10),
  text(6).map((value) => `a:\n  ${value}\nb: 1\n`),
  text(5).map((value) => `a: [${value}]\nb: {${value}}\n`),
  text(5).map((value) => `a: "${value}"\nb: '${value}'\n`),
  lines,
);
