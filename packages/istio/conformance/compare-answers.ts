/** A field in which an answer differs from Istio's. */
export interface Difference {
  /** `outcome.cluster`, `clusters.outbound|80||a.b.connectTimeout` … */
  readonly path: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** What an answer says besides its outcome, in the order of the format's description. */
const PARTS = ['outcome', 'route', 'clusters', 'downstreamTls', 'rbac', 'jwt', 'tracing'];

/** Depend on how a proxy is deployed, or only name things. */
const NOT_COMPARED = new Set([
  'alpn',
  'params',
  'certificate',
  'validationContext',
  'name',
  'socketMatches',
  'runtimeKey',
  'trackRemaining',
  'clientSampling',
  'overallSampling',
  '@type',
]);

/** Lists whose order says nothing. */
const SETS = new Set(['endpoints', 'subjectAltNames', 'policies', 'shadowPolicies', 'customTags']);

/** Where Envoy's retry predicates are listed their order, names and types are what is compared. */
const NAMED = new Set(['retryHostPredicate', 'retryPriority', 'providers']);

/**
 * The differences between Istio's answer and one of ours, outcome first. Durations are compared as durations, fields
 * that hold their default like absent ones.
 */
export function compareAnswers(
  expected: Readonly<Record<string, unknown>>,
  got: Readonly<Record<string, unknown>>,
): Difference[] {
  return PARTS.flatMap((part) => compare(part, normalize(expected[part], part), normalize(got[part], part)));
}

function compare(path: string, expected: unknown, got: unknown): Difference[] {
  if (isObject(expected) && isObject(got)) {
    const keys = [...new Set([...Object.keys(expected), ...Object.keys(got)])].sort();
    return keys.flatMap((key) => compare(`${path}.${key}`, expected[key], got[key]));
  }
  return JSON.stringify(expected) === JSON.stringify(got) ? [] : [{ path, expected, got }];
}

function normalize(value: unknown, key: string): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => normalize(item, key));
    if (!SETS.has(key)) return items.length > 0 ? items : undefined;
    return items.length > 0 ? items.sort(byText) : undefined;
  }
  if (isObject(value)) return normalizeObject(value, key);
  if (typeof value === 'string' && /^\d+(\.\d+)?s$/.test(value)) return `${Number.parseFloat(value)}s`;
  // proto3 JSON writes 64 bit numbers as text.
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
}

function normalizeObject(value: Readonly<Record<string, unknown>>, key: string): unknown {
  const entries = Object.entries(value)
    .filter(([name]) => !NOT_COMPARED.has(name) || NAMED.has(key))
    .map(([name, item]) => [name, normalize(item, name)] as const)
    .filter(([name, item]) => item !== undefined && !isDefault(name, item))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** Fields whose default the one side writes and the other leaves out. */
function isDefault(name: string, value: unknown): boolean {
  if (name === 'appendAction') return value === 'APPEND_IF_EXISTS_OR_ADD';
  if (name === 'denominator') return value === 'HUNDRED';
  if (name === 'numerator') return value === 0;
  return value === null || (name === 'percentage' && isObject(value) && Object.keys(value).length === 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a) ?? '', JSON.stringify(b) ?? ''];
  return left < right ? -1 : Number(left > right);
}
