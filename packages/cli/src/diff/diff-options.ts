import type { OverlayOptions } from '../overlay-options.ts';

/** What `./lab diff` was told. */
export interface DiffOptions extends OverlayOptions {
  /** Before and after, as far as they are named. */
  readonly sides?: readonly string[];
  readonly requests?: string;
  readonly markdown?: boolean;
  readonly json?: boolean;
}
