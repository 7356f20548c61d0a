import type { PlaceOptions } from '../place-option.ts';
import type { RequestOptions } from './own-request.ts';

/** What `./lab call` was told. */
export interface CallOptions extends PlaceOptions, RequestOptions {
  readonly url?: string;
  readonly from?: string;
  readonly requests?: number;
  readonly concurrency: number;
  readonly item?: string;
  readonly timeout: number;
  readonly json?: boolean;
}
