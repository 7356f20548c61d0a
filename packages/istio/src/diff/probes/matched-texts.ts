import { matchesHeader } from '../../explain/header-match.ts';
import { matchesString } from '../../explain/string-match.ts';
import type { HeaderMatcher, StringMatcher } from '../../xds/types.ts';

/** Texts by which a condition is met, and those that come near and miss it; undefined is a header that is absent. */
export interface Texts<Text = string> {
  readonly met: readonly Text[];
  readonly missed: readonly Text[];
}

/** Sorts texts by whether they meet a condition: what is said to match does, whatever it was made of. */
export function sorted<Text>(texts: readonly Text[], isMet: (text: Text) => boolean): Texts<Text> {
  const distinct = [...new Set(texts)];
  return { met: distinct.filter(isMet), missed: distinct.filter((text) => !isMet(text)) };
}

/** Texts for a matcher. */
export function textsFor(matcher: StringMatcher): Texts {
  return sorted([...writtenIn(matcher), 'other'], (text) => matchesString(matcher, text));
}

/** Values for a header that a matcher is about, and its absence. */
export function valuesFor(matcher: HeaderMatcher): Texts<string | undefined> {
  const written = matcher.stringMatch ? writtenIn(matcher.stringMatch) : ['any'];
  const name = matcher.name.toLowerCase();
  const headersOf = (value: string | undefined) => new Map(value === undefined ? [] : [[name, value]]);
  return sorted([...written, OTHER[name] ?? 'other', undefined], (value) =>
    matchesHeader(matcher, headersOf(value)),
  );
}

/** What a pseudo header that is another may be. */
const OTHER: Readonly<Record<string, string>> = { ':method': 'DELETE', ':authority': 'other.example' };

/** Texts that are likely to match: what the matcher is made of, and that with more around it. */
export function writtenIn({ exact, prefix, suffix, contains, safeRegex }: StringMatcher): string[] {
  if (exact !== undefined) return [exact];
  if (prefix !== undefined) return [`${prefix}x`, prefix];
  if (suffix !== undefined) return [`x${suffix}`, suffix];
  if (contains !== undefined) return [contains];
  return safeRegex ? textsOfRegex(safeRegex.regex) : [];
}

/** Texts that an expression may match: its literals, with one of each kind of repetition and the first of each choice. */
export function textsOfRegex(regex: string): string[] {
  const chosen = regex
    .replace(/\(\?[:i]+/g, '(')
    .replace(/\(([^()|]*)\|[^()]*\)/g, '$1')
    .replace(/\[\^?([^\]])[^\]]*\]/g, '$1')
    .replace(/\\d/g, '1')
    .replace(/\\w/g, 'x')
    .replace(/\\([.\-/+])/g, '$1');
  const once = (any: string) =>
    chosen
      .replace(/\.[*+]\??/g, any)
      .replace(/[*+?]|\{\d+(,\d*)?\}/g, '')
      .replace(/[\^$()]/g, '')
      .replace(/\|.*/, '');
  const repeated = once('x').replace(/(.)$/, '$1$1');
  return [once('x'), once(''), repeated, regex, 'x', '1', '/x'];
}
