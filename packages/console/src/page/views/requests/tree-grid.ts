/** A row of a tree grid: rows follow each other depth first. */
export interface TreeRow {
  readonly id: string;
  /** Counted from 1. */
  readonly level: number;
  readonly hasChildren: boolean;
}

/** Rows that are not below a collapsed one. */
export function visibleRows<Row extends TreeRow>(
  rows: readonly Row[],
  collapsed: ReadonlySet<string>,
): Row[] {
  let hiddenBelow = Infinity;
  return rows.filter(({ id, level }) => {
    if (level > hiddenBelow) return false;
    hiddenBelow = collapsed.has(id) ? level : Infinity;
    return true;
  });
}

/** What a key does: another row gets the focus, or the row that has it opens or closes. */
export interface TreeMove {
  readonly focus: string;
  readonly collapse?: string;
  readonly expand?: string;
}

/**
 * What an arrow key, Home or End does on a row, as the ARIA Authoring Practices ask of a tree grid whose rows take the
 * focus (w3.org/WAI/ARIA/apg/patterns/treegrid).
 *
 * @returns undefined for another key, and where there is nowhere to go
 */
export function treeMove(
  rows: readonly TreeRow[],
  collapsed: ReadonlySet<string>,
  focused: string,
  key: string,
): TreeMove | undefined {
  const shown = visibleRows(rows, collapsed);
  const index = shown.findIndex(({ id }) => id === focused);
  const row = shown[index];
  if (!row) return undefined;
  const to = (target: TreeRow | undefined) =>
    target && target.id !== focused ? { focus: target.id } : undefined;
  const isOpen = row.hasChildren && !collapsed.has(row.id);
  switch (key) {
    case 'ArrowDown':
      return to(shown[index + 1]);
    case 'ArrowUp':
      return to(shown[index - 1]);
    case 'Home':
      return to(shown[0]);
    case 'End':
      return to(shown.at(-1));
    case 'ArrowRight':
      if (!row.hasChildren) return undefined;
      return isOpen ? to(shown[index + 1]) : { focus: focused, expand: focused };
    case 'ArrowLeft':
      if (isOpen) return { focus: focused, collapse: focused };
      return to(shown.slice(0, index).findLast(({ level }) => level < row.level));
    default:
      return undefined;
  }
}
