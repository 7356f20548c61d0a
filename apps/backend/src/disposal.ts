/** Something else that could be done with an item before it becomes waste, and what becomes of it otherwise. */
export type Alternative = { readonly kind: 'reuse' | 'resale' | 'recycling'; readonly text: string };

export type Bin = { readonly id: string; readonly name: string; readonly colour: string };

/** What to do with an item of one class. */
export type Disposal = {
  readonly material: string;
  readonly bin: Bin;
  readonly alternatives: readonly Alternative[];
};
