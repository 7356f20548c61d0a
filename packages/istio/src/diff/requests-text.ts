import { isSecret } from '../explain/failed-match.ts';
import type { DiffProbe } from './ask.ts';

/** Something that holds for some requests: `x-canary=true`. */
interface Trait {
  readonly text: string;
  /** Of two descriptions of one length, the one of lower cost is shown. */
  readonly cost: number;
  holds(probe: DiffProbe): boolean;
}

/**
 * Says which of the requests that were asked about are meant, by what they have in common and no other has.
 *
 * @returns undefined where it is every one of them
 */
export function requestsText(chosen: readonly DiffProbe[], asked: readonly DiffProbe[]): string | undefined {
  const inside = new Set(chosen.map(keyOf));
  const others = asked.filter((probe) => !inside.has(keyOf(probe)));
  if (others.length === 0) return undefined;
  const traits = traitsOf(asked);
  const terms: string[] = [];
  for (let rest = chosen; rest.length > 0; ) {
    const [first] = rest as [DiffProbe];
    // What all of them have in common, or else what the first has.
    const term = termFor(traits, rest, others) ?? widest(termsFor(traits, first, others), rest);
    if (!term || terms.length === MOST_TERMS) return examples(chosen);
    terms.push(term.map(({ text }) => text).join(', '));
    rest = rest.filter((probe) => !isMet(term, probe));
  }
  return terms.join('; or ');
}

type Term = readonly Trait[];

function isMet(term: Term, probe: DiffProbe): boolean {
  return term.every((trait) => trait.holds(probe));
}

function termsFor(
  traits: readonly Trait[],
  probe: DiffProbe,
  others: readonly DiffProbe[],
): (Term | undefined)[] {
  return ORDERS.map((order) => termFor(traits, [probe], others, order));
}

/** The term that holds for most requests. */
function widest(terms: readonly (Term | undefined)[], probes: readonly DiffProbe[]): Term | undefined {
  const count = (term: Term) => probes.filter((probe) => isMet(term, probe)).length;
  return terms
    .filter((term) => term !== undefined)
    .toSorted((a, b) => count(b) - count(a) || a.length - b.length)[0];
}

const ORDERS = [(a: Trait, b: Trait) => b.cost - a.cost, (a: Trait, b: Trait) => a.cost - b.cost] as const;

/** The fewest traits that all of some requests have, and none of the others has; undefined where there are none. */
function termFor(
  all: readonly Trait[],
  some: readonly DiffProbe[],
  others: readonly DiffProbe[],
  order: (a: Trait, b: Trait) => number = ORDERS[0],
): Term | undefined {
  const traits = all.filter((trait) => some.every(trait.holds));
  const isExact = (own: readonly Trait[]) =>
    !others.some((probe) => own.every((trait) => trait.holds(probe)));
  if (!isExact(traits)) return undefined;
  // Those that say least go first, as long as the rest tells the requests from all others.
  const kept = traits.toSorted(order).reduce<Term>((rest, trait) => {
    const without = rest.filter((other) => other !== trait);
    return isExact(without) ? without : rest;
  }, traits);
  return kept.length <= MOST_TRAITS ? kept : undefined;
}

const MOST_TERMS = 3;
const MOST_TRAITS = 3;
const MOST_EXAMPLES = 3;

export function keyOf({ request }: DiffProbe): string {
  return JSON.stringify(request);
}

function examples(chosen: readonly DiffProbe[]): string {
  const texts = [...new Set(chosen.map(wholeText))];
  const more = texts.length - MOST_EXAMPLES;
  return `${texts.slice(0, MOST_EXAMPLES).join('; ')}${more > 0 ? `; ${more} more` : ''}`;
}

/** A request in words: `GET /api, x-canary=true`. */
function wholeText({ request }: DiffProbe): string {
  const { method, path, headers, jwt } = request;
  const own = Object.entries(headers).map(([name, value]) => headerText(name, value));
  return [`${method} ${path}`, ...own, ...(jwt ? [jwt.invalid ? 'an invalid token' : 'a token'] : [])].join(
    ', ',
  );
}

function headerText(name: string, value: string): string {
  return isSecret(name) ? name : `${name}=${value}`;
}

function traitsOf(asked: readonly DiffProbe[]): Trait[] {
  const requests = asked.map(({ request }) => request);
  const values = <Value>(of: (request: DiffProbe['request']) => readonly Value[]) => [
    ...new Set(requests.flatMap(of)),
  ];
  const paths = values(({ path }) => [pathname(path)]);
  return [
    ...values(({ headers }) => Object.keys(headers)).flatMap((name) => headerTraits(name, requests)),
    ...values(({ method }) => [method]).flatMap((method) => both(method, 1, (own) => own.method === method)),
    ...prefixes(paths).flatMap((prefix) =>
      both(`${prefix}…`, prefix.endsWith('/') ? 2 : 3, (own) => own.path.startsWith(prefix)),
    ),
    ...paths.flatMap((path) => both(path, 1, (own) => pathname(own.path) === path)),
    ...values(({ path }) => query(path)).flatMap((text) =>
      both(`?${text}`, 2, (own) => query(own.path)[0] === text),
    ),
    ...tokenTraits(requests),
    ...values(({ host }) => [host]).flatMap((host) => both(`host ${host}`, 2, (own) => own.host === host)),
  ];
}

function one(text: string, cost: number, holds: (request: DiffProbe['request']) => boolean): Trait {
  return { text, cost, holds: ({ request }) => holds(request) };
}

/** A trait and its absence, which says less. */
function both(text: string, cost: number, holds: (request: DiffProbe['request']) => boolean): Trait[] {
  return [one(text, cost, holds), one(`other than ${text}`, cost + 4, (request) => !holds(request))];
}

function headerTraits(name: string, requests: readonly DiffProbe['request'][]): Trait[] {
  const values = new Set(requests.flatMap(({ headers }) => headers[name] ?? []));
  return [
    one(`without ${name}`, 5, ({ headers }) => headers[name] === undefined),
    one(`with ${name}`, 2, ({ headers }) => headers[name] !== undefined),
    ...[...values].flatMap((value) =>
      both(headerText(name, value), 1, ({ headers }) => headers[name] === value),
    ),
  ];
}

function tokenTraits(requests: readonly DiffProbe['request'][]): Trait[] {
  if (requests.every(({ jwt }) => jwt === undefined)) return [];
  const tokens = [...new Set(requests.flatMap(({ jwt }) => (jwt && !jwt.invalid ? [tokenText(jwt)] : [])))];
  return [
    one('without a token', 4, ({ jwt }) => jwt === undefined),
    one('with a valid token', 2, ({ jwt }) => jwt !== undefined && !jwt.invalid),
    one('with an invalid token', 1, ({ jwt }) => jwt?.invalid === true),
    one('without a valid token', 5, ({ jwt }) => jwt === undefined || jwt.invalid === true),
    ...tokens.map((text) =>
      one(text, 3, ({ jwt }) => jwt !== undefined && !jwt.invalid && tokenText(jwt) === text),
    ),
  ];
}

function tokenText({ issuer, subject, claims = {} }: NonNullable<DiffProbe['request']['jwt']>): string {
  const own = Object.entries(claims).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `with a token of ${issuer}/${subject}${own.length > 0 ? ` with ${own.join(', ')}` : ''}`;
}

function pathname(path: string): string {
  return path.replace(/\?.*$/, '');
}

function query(path: string): string[] {
  const start = path.indexOf('?');
  return start < 0 ? [] : [path.slice(start + 1)];
}

/** What several paths may begin with: each of them, and the folder that it is in. */
function prefixes(paths: readonly string[]): string[] {
  const all = paths.flatMap((path) => [path, path.slice(0, path.lastIndexOf('/') + 1)]);
  return [...new Set(all)].filter((path) => path !== '/' && path !== '');
}
