/**
 * The candidate that a misspelt name most probably stands for: at most a third of its letters differ (added,
 * removed, changed or two swapped), or at most `most`. Undefined when none is that close.
 */
export function suggest(
  name: string,
  candidates: Iterable<string>,
  most = Math.max(1, Math.floor(name.length / 3)),
): string | undefined {
  let limit = most;
  let best: string | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > limit) continue;
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance > limit) continue;
    best = candidate;
    if (distance === 0) break;
    // From here on only a closer one counts.
    limit = distance - 1;
  }
  return best;
}

/** `: did you mean "NAME"?`, or nothing when no candidate is close. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const candidate = suggest(name, candidates);
  return candidate === undefined ? '' : `: did you mean "${candidate}"?`;
}

/** How many names of one kind are compared with all that are there. */
const SEARCHES = 20;

/**
 * `didYouMean` for the findings of one rule. Each name is compared with all candidates, so that this is done for the
 * first twenty names only: who has more that are wrong has made one mistake, not twenty.
 *
 * @param candidates asked once for each of these names and scopes
 * @param scope what else than the name the candidates depend on
 */
export function createHints(): (name: string, candidates: () => Iterable<string>, scope?: string) => string {
  const known = new Map<string, string>();
  return (name, candidates, scope = '') => {
    const key = `${scope} ${name}`;
    const hint = known.get(key) ?? (known.size < SEARCHES ? didYouMean(name, candidates()) : '');
    if (known.size < SEARCHES) known.set(key, hint);
    return hint;
  };
}

/** Optimal string alignment distance. */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = at(rows, i - 1, j - 1) + Number(a[i - 1] !== b[j - 1]);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? at(rows, i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(change, swap, at(rows, i - 1, j) + 1, (row[j - 1] ?? 0) + 1));
    }
    rows.push(row);
  }
  return at(rows, a.length, b.length);
}

function at(rows: readonly (readonly number[])[], row: number, column: number): number {
  return rows[row]?.[column] ?? 0;
}
