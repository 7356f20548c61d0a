/** A place in a tier: a node, or where an edge passes through a tier on its way. */
export interface Slot {
  readonly id: string;
  readonly length: number;
  /** Places in the tier before and after that it is connected with. */
  readonly before: string[];
  readonly after: string[];
}
