/** A word of a command line: text, and references to what the lab tells a program about where to listen. */
export type Word = readonly (string | { readonly variable: 'PORT' | 'HOST' })[];

/** Why a line cannot be run without a shell: a quote is not closed, or a character has a meaning to a shell only. */
export type SplitProblem =
  | { readonly problem: 'quote' }
  | { readonly problem: 'shell'; readonly character: string };

const VARIABLE = String.raw`\$(?:\{(?<braced>PORT|HOST)\}|(?<bare>PORT|HOST)\b)`;
/** Outside quotes; what no alternative takes has a meaning to a shell. */
const TOKEN = new RegExp(
  String.raw`(?<blank>\s+)|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\.)*)"|\\(?<escaped>.)|${VARIABLE}|(?<plain>[^\s'"\\|&;<>(){}[\]*?~#\x60$]+)`,
  'sy',
);
/** In double quotes a backslash takes the meaning of these characters only, and stays before others. */
const QUOTED_TOKEN = new RegExp(
  String.raw`\\(?<escaped>["\\$\x60])|${VARIABLE}|(?<plain>\\|[^\\$\x60]+)`,
  'sy',
);

/**
 * Words of a command line as a POSIX shell splits them: blanks, single and double quotes, backslashes (POSIX 2.2,
 * "Quoting"). What needs a shell is refused, save `$PORT` and `$HOST`, which Procfiles have.
 */
export function splitWords(line: string): readonly Word[] | SplitProblem {
  const words: Word[] = [];
  let word: Word | undefined;
  for (const groups of tokens(line.trim(), TOKEN)) {
    if (groups.problem !== undefined) return groups;
    const { blank, single, double, escaped, plain } = groups;
    if (blank !== undefined) {
      if (word) words.push(word);
      word = undefined;
      continue;
    }
    const quoted = double === undefined ? undefined : doubleQuoted(double);
    if (quoted && 'problem' in quoted) return quoted;
    const part = quoted ?? variableOf(groups) ?? [single ?? escaped ?? plain ?? ''];
    word = [...(word ?? []), ...part];
  }
  return word ? [...words, word] : words;
}

/** The text of a word. */
export function fillIn(word: Word, values: Readonly<Record<'PORT' | 'HOST', string>>): string {
  return word.map((part) => (typeof part === 'string' ? part : values[part.variable])).join('');
}

type Groups = { readonly problem?: undefined } & Readonly<Record<string, string | undefined>>;

function doubleQuoted(text: string): Word | SplitProblem {
  const word: Word[number][] = [];
  for (const groups of tokens(text, QUOTED_TOKEN)) {
    if (groups.problem !== undefined) return groups;
    word.push(...(variableOf(groups) ?? [groups.escaped ?? groups.plain ?? '']));
  }
  return word;
}

function variableOf({ braced, bare }: Groups): Word | undefined {
  const variable = braced ?? bare;
  return variable === 'PORT' || variable === 'HOST' ? [{ variable }] : undefined;
}

/** The groups of one token after the other; a problem last where no token is. */
function* tokens(text: string, pattern: RegExp): Generator<Groups | SplitProblem> {
  pattern.lastIndex = 0;
  for (let at = 0; at < text.length; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const { groups } = pattern.exec(text) ?? {};
    if (!groups) return yield shellProblem(text[at] ?? '');
    yield groups as Groups;
  }
}

function shellProblem(character: string): SplitProblem {
  if (/['"\\]/.test(character)) return { problem: 'quote' };
  return { problem: 'shell', character };
}
