import type { RequestOptions } from '../call/own-request.ts';
import type { OverlayOptions } from '../overlay-options.ts';
import type { PlaceOptions } from '../place-option.ts';

/** What `./lab explain` was told. */
export interface ExplainOptions extends PlaceOptions, RequestOptions, OverlayOptions {
  readonly url?: string;
  readonly from?: string;
  readonly next?: readonly string[];
  readonly verbose?: boolean;
  readonly json?: boolean;
}
