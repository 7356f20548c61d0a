import { failedMatch } from '../../explain/route-match.ts';
import { JWT_PAYLOAD } from '../../xds/names.ts';
import type { RouteMatch } from '../../xds/types.ts';
import { sorted, type Texts, textsFor, textsOfRegex, valuesFor } from './matched-texts.ts';
import { mergeSamples, productOf, type RequestSample } from './request-sample.ts';
import { claimSamples } from './rule-samples.ts';

/** Requests that a route takes, and those that each of its conditions alone keeps from it. */
export function routeSamples(match: RouteMatch): RequestSample[] {
  const paths = pathsFor(match);
  const conditions: Texts<RequestSample>[] = [
    { met: paths.met.map(toPath), missed: paths.missed.map(toPath) },
    ...(match.headers ?? []).map(headerSamples),
    ...(match.queryParameters ?? []).map(querySamples),
    ...(match.dynamicMetadata ?? [])
      .filter(({ path }) => path[0]?.key === JWT_PAYLOAD)
      .map((matcher) => ({ met: claimSamples(matcher), missed: [{}] })),
  ];
  const first = productOf(conditions.map(({ met }) => met.slice(0, 1)));
  return first.flatMap((taken) => [
    taken,
    ...conditions.flatMap(({ met, missed }, index) => {
      const others = conditions.filter((_, place) => place !== index).map((other) => other.met.slice(0, 1));
      const rest = productOf(others)[0] ?? {};
      return [...met.slice(1, 2), ...missed.slice(0, 2)].map((own) => mergeSamples(rest, own));
    }),
  ]);
}

const toPath = (path: string): RequestSample => ({ path });

function pathsFor(match: RouteMatch): Texts {
  const { prefix, path, pathSeparatedPrefix, safeRegex, caseSensitive } = match;
  const own = {
    ...{ prefix, path, pathSeparatedPrefix, safeRegex },
    ...(caseSensitive !== undefined && { caseSensitive }),
  };
  const only = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  const literal = prefix ?? path ?? pathSeparatedPrefix;
  const written =
    literal !== undefined
      ? [literal || '/', `${literal}${literal.endsWith('/') ? '' : '/'}x`, `${literal}x`]
      : textsOfRegex(safeRegex?.regex ?? '').filter((text) => text.startsWith('/'));
  return sorted([...written, '/nosuch'], (text) => {
    const request = { headers: new Map([[':path', text]]), metadata: {} };
    return failedMatch(only as RouteMatch, request) === undefined;
  });
}

function headerSamples(matcher: NonNullable<RouteMatch['headers']>[number]): Texts<RequestSample> {
  const { met, missed } = valuesFor(matcher);
  return { met: met.map(headerSample(matcher.name)), missed: missed.map(headerSample(matcher.name)) };
}

/** A value of a header, or of what a pseudo header stands for. */
export function headerSample(name: string): (value: string | undefined) => RequestSample {
  return (value) => {
    if (value === undefined) return {};
    if (name === ':method') return { method: value };
    if (name === ':authority' || name.toLowerCase() === 'host') return { host: value };
    if (name === ':path') return { path: value };
    return name.startsWith(':') ? {} : { headers: { [name.toLowerCase()]: value } };
  };
}

function querySamples({
  name,
  stringMatch,
}: NonNullable<RouteMatch['queryParameters']>[number]): Texts<RequestSample> {
  const { met, missed } = stringMatch ? textsFor(stringMatch) : { met: ['any'], missed: [] };
  const query = (value: string): RequestSample => ({ query: `${name}=${value}` });
  return { met: met.map(query), missed: [...missed.map(query), {}] };
}
