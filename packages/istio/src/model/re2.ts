import { RE2JS } from 're2js';

/** What a pattern that is written for another engine has and RE2 has not, by the part that RE2 stops at. */
const FOREIGN: readonly (readonly [RegExp, string])[] = [
  [/`\(\?[=!]/, 'RE2 has no lookahead'],
  [/`\(\?<[=!]/, 'RE2 has no lookbehind'],
  [/`(\\[1-9]|\(\?P`)/, 'RE2 has no back reference'],
  [/`\(\?>/, 'RE2 has no atomic group'],
  [/`[*+?]\+`/, 'RE2 has no possessive repetition'],
  [
    /repeat count: `\{\d+,?\}|repeat count.*\d{4}|too large/,
    'RE2 repeats at most 1000 times, nested ones together',
  ],
];

/**
 * What keeps RE2 from compiling a pattern, in the words of Go's regexp, by which Istio checks patterns; undefined
 * when nothing does. Envoy's RE2 takes the same patterns and `\C`, which Go refuses.
 */
export function regexError(pattern: string): string | undefined {
  const result = compile(pattern);
  if (result instanceof RE2JS) return undefined;
  const said = result.message.replace('error parsing regexp: ', '');
  const foreign = FOREIGN.find(([part]) => part.test(said));
  return foreign ? `${foreign[1]}: ${said}` : said;
}

/**
 * Whether a pattern matches the whole text, as Envoy's matchers ask (envoy.type.matcher.v3.RegexMatcher). One that does
 * not compile matches nothing: such a route or policy is refused before it reaches a proxy.
 */
export function matchesRegex(pattern: string, text: string): boolean {
  const result = compile(pattern);
  return result instanceof RE2JS && result.matches(text);
}

/** Takes the special meaning from every character of an expression, as Go's `regexp.QuoteMeta`. */
export function escapeRegex(text: string): string {
  return RE2JS.quote(text);
}

/** Of the newest patterns: a mesh has few, and asks them of each request that is explained. */
const compiled = new Map<string, RE2JS | Error>();
const MOST_COMPILED = 1_000;

function compile(pattern: string): RE2JS | Error {
  const known = compiled.get(pattern);
  if (known) return known;
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const result = tryCompile(pattern);
  compiled.set(pattern, result);
  return result;
}

function tryCompile(pattern: string): RE2JS | Error {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    return error as Error;
  }
}
