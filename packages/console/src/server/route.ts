import type { ConfigurationDesk } from '../configuration/desk.ts';
import type { LoadDesk } from '../load/load-desk.ts';
import type { ConsoleSource } from './source.ts';

/** A request to the API, as far as its answer depends on it. */
export interface ApiRequest {
  readonly source: ConsoleSource;
  readonly loads: LoadDesk;
  readonly configuration: ConfigurationDesk;
  readonly query: URLSearchParams;
  /** What stands in the place of `*` in the path. */
  readonly rest: string;
  /** Of a POST. */
  readonly body: unknown;
  /** Aborted when the page has gone. */
  readonly signal: AbortSignal;
}

/** Answers a request with plain JSON. @throws LabError, InvalidRequestError */
export type Route = (request: ApiRequest) => Promise<unknown>;

/** By method and path; `*` at the end stands for one segment or more. */
export type Routes = Readonly<Record<string, Route>>;
