import { useEffect, useRef } from 'react';

/**
 * Puts the focus back when what had it left the page, as a button that has done its work: the browser leaves it nowhere.
 *
 * @param since looked at when this changes; undefined while it is not known
 * @param take gives the focus to what came in its place
 */
export function useLostFocus(since: string | undefined, take: (before: string) => void): void {
  const last = useRef(since);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `take` is a new function each time and does the same
  useEffect(() => {
    const before = last.current;
    last.current = since;
    if (before === undefined || before === since) return;
    if (document.activeElement === null || document.activeElement === document.body) take(before);
  }, [since]);
}
