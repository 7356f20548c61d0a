import type { JwtToken } from '../../explain/jwt.ts';

/** Part of a request that a condition asks for; what is absent is for others to choose. */
export interface RequestSample {
  readonly method?: string;
  readonly host?: string;
  readonly path?: string;
  /** Without the question mark. */
  readonly query?: string;
  /** By lower-case name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** An issuer that is absent is the first that the proxies know. */
  readonly jwt?: Partial<JwtToken>;
}

/** Two parts of one request; what both ask for is the second's. */
export function mergeSamples(first: RequestSample, second: RequestSample): RequestSample {
  const headers = { ...first.headers, ...second.headers };
  const claims = { ...first.jwt?.claims, ...second.jwt?.claims };
  const jwt = { ...first.jwt, ...second.jwt, ...(Object.keys(claims).length > 0 && { claims }) };
  return {
    ...first,
    ...second,
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(Object.keys(jwt).length > 0 && { jwt }),
  };
}

/** Every sample of one list with every one of the next; at most `most` of them, so that rules of many lists end. */
export function productOf(
  lists: readonly (readonly RequestSample[])[],
  most = MOST_PRODUCTS,
): readonly RequestSample[] {
  return lists.reduce<readonly RequestSample[]>(
    (done, list) => done.flatMap((first) => list.map((second) => mergeSamples(first, second))).slice(0, most),
    [{}],
  );
}

const MOST_PRODUCTS = 24;

/** The samples without those that are alike. */
export function distinctSamples(samples: readonly RequestSample[]): RequestSample[] {
  return [...new Map(samples.map((sample) => [JSON.stringify(sample), sample])).values()];
}
