/** Something on a line: where it would like its middle to be, and how long it is. */
export interface Wish {
  readonly middle: number;
  readonly length: number;
}

/** Things that touch each other and are placed together. */
interface Block {
  /** Where the first of them would begin so that all are nearest to their wishes; the mean of theirs. */
  start: number;
  readonly wishes: number[];
  length: number;
}

/**
 * Places things on a line in the order given, with a gap between them, as near to their wishes as that allows: the sum
 * of the squares of their distances is the least (pool adjacent violators, as in isotonic regression).
 *
 * @returns the middle of each
 */
export function evenOut(wishes: readonly Wish[], gap: number): number[] {
  const blocks: Block[] = [];
  for (const { middle, length } of wishes) {
    let block: Block = { start: middle - length / 2, wishes: [middle - length / 2], length: length + gap };
    for (
      let before = blocks.at(-1);
      before && before.start + before.length > block.start;
      before = blocks.at(-1)
    ) {
      blocks.pop();
      block = merged(before, block);
    }
    blocks.push(block);
  }
  const starts = blocks.flatMap(({ start, wishes: own }) => own.map((_, index) => ({ start, index })));
  let offset = 0;
  return wishes.map(({ length }, position) => {
    const place = starts[position] ?? { start: 0, index: 0 };
    if (place.index === 0) offset = 0;
    const middle = place.start + offset + length / 2;
    offset += length + gap;
    return middle;
  });
}

function merged(one: Block, other: Block): Block {
  // In terms of the start of the whole.
  const wishes = [...one.wishes, ...other.wishes.map((wish) => wish - one.length)];
  const start = wishes.reduce((sum, wish) => sum + wish, 0) / wishes.length;
  return { start, wishes, length: one.length + other.length };
}
