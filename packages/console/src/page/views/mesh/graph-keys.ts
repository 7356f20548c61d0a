/** Something in the graph that takes the focus. */
export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

const DIRECTIONS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** How much more a step to the side counts than one ahead. */
const SIDEWAYS = 2;

/** The nearest spot in the direction of an arrow key; the first and the last for Home and End. */
export function nextSpot(spots: readonly Spot[], focused: string, key: string): string | undefined {
  if (key === 'Home') return spots[0]?.id;
  if (key === 'End') return spots.at(-1)?.id;
  const direction = DIRECTIONS[key];
  const start = spots.find(({ id }) => id === focused);
  if (!direction || !start) return undefined;
  const [right, down] = direction;
  const distances = spots.flatMap(({ id, x, y }) => {
    const ahead = (x - start.x) * right + (y - start.y) * down;
    const aside = Math.abs((x - start.x) * down + (y - start.y) * right);
    return id !== focused && ahead > 0 ? [{ id, distance: ahead + SIDEWAYS * aside }] : [];
  });
  return distances.sort((a, b) => a.distance - b.distance)[0]?.id;
}
