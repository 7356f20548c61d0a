import type { Span } from '@lab/observe';
import type { SpanRow } from './span-rows.ts';

/** The same step of two requests; one of them may not have it. */
export interface ComparedSpan {
  readonly key: string;
  readonly level: number;
  readonly spans: readonly [Span | undefined, Span | undefined];
}

/** What makes two spans the same step: who did it, and on which side of a call. Versions and names may differ. */
function stepOf({ span: { service, source, kind }, level }: SpanRow): string {
  return `${level} ${service} ${source} ${kind}`;
}

/** Puts the steps of two requests side by side, in the order of both (longest common subsequence). */
export function compareSpans(one: readonly SpanRow[], other: readonly SpanRow[]): ComparedSpan[] {
  const lengths = commonLengths(one, other);
  const steps: ComparedSpan[] = [];
  const add = (first: SpanRow | undefined, second: SpanRow | undefined) => {
    const { level = 1 } = first ?? second ?? {};
    steps.push({ key: `${steps.length}`, level, spans: [first?.span, second?.span] });
  };
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [first, second] = [one[i], other[j]];
    if (first && second && stepOf(first) === stepOf(second)) {
      add(first, second);
      i += 1;
      j += 1;
    } else if (second && (!first || (lengths[i]?.[j + 1] ?? 0) > (lengths[i + 1]?.[j] ?? 0))) {
      add(undefined, second);
      j += 1;
    } else {
      add(first, undefined);
      i += 1;
    }
  }
  return steps;
}

/** How many steps the rest of both have in common, from each place on. */
function commonLengths(one: readonly SpanRow[], other: readonly SpanRow[]): number[][] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      const [first, second, row] = [one[i], other[j], lengths[i]];
      if (!first || !second || !row) continue;
      const isSame = stepOf(first) === stepOf(second);
      row[j] = isSame
        ? 1 + (lengths[i + 1]?.[j + 1] ?? 0)
        : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}
