/** What the text of resources is read into, once; xds/ has these values and none of the texts. */

/** A length of time, which may have a fraction. */
export type Milliseconds = number;

/** A share of requests. */
export interface Percentage {
  /** Per cent, 0 to 100. */
  readonly value: number;
  /** Of a field that takes whole numbers only: Envoy is told hundredths of it, and millionths of others. */
  readonly isWhole: boolean;
}

/** A range of addresses; one address is a range of all its bits. */
export interface CidrRange {
  readonly addressPrefix: string;
  readonly prefixLen: number;
}
