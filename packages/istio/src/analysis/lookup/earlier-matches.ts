import { type Match, matchText, prefixMatch, widerRests } from './match-cover.ts';

/** The matches of routes that are tried before another. */
export interface EarlierMatches<Place> {
  /** Place of the first that says the same. */
  same(match: Match): Place | undefined;
  /** Place of the first that differs only in its URI prefix, which covers the other's. */
  wider(match: Match): Place | undefined;
  add(match: Match, place: Place): void;
}

export function earlierMatches<Place>(): EarlierMatches<Place> {
  const byText = new Map<string, Place>();
  const byPrefix = new Map<string, { readonly place: Place; readonly order: number }>();
  /** Of the prefixes that are there. */
  const lengths = new Set<number>();
  return {
    same: (match) => byText.get(matchText(match)),
    wider(match) {
      const prefix = prefixMatch(match)?.prefix;
      if (prefix === undefined) return undefined;
      const shorter = [...lengths].filter((length) => length <= prefix.length);
      const keys = widerRests(match).flatMap((rest) =>
        shorter.map((length) => `${prefix.slice(0, length)} ${rest}`),
      );
      const found = keys.flatMap((key) => byPrefix.get(key) ?? []);
      return found.sort((a, b) => a.order - b.order)[0]?.place;
    },
    add(match, place) {
      const text = matchText(match);
      if (!byText.has(text)) byText.set(text, place);
      const own = prefixMatch(match);
      const key = own && `${own.prefix} ${own.rest}`;
      if (own) lengths.add(own.prefix.length);
      if (key !== undefined && !byPrefix.has(key)) byPrefix.set(key, { place, order: byPrefix.size });
    },
  };
}
