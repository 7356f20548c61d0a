import type { Example } from './data-set.ts';

export type Split = { readonly training: readonly Example[]; readonly heldOut: readonly Example[] };

/** Holds out the same share of every class, chosen by the seed; the same seed gives the same split. */
export function splitByClass(examples: readonly Example[], share: number, seed: number): Split {
  const random = mulberry32(seed);
  const training: Example[] = [];
  const heldOut: Example[] = [];
  for (const ofClass of Map.groupBy(examples, ({ label }) => label).values()) {
    const shuffled = shuffle(ofClass, random);
    const count = Math.round(shuffled.length * share);
    heldOut.push(...shuffled.slice(0, count));
    training.push(...shuffled.slice(count));
  }
  return { training, heldOut };
}

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as T, shuffled[last] as T];
  }
  return shuffled;
}

/** A small generator with a seed, which Math.random lacks. Source: https://github.com/cprosche/mulberry32 */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
