import { isMap, isSeq, LineCounter, parseAllDocuments } from 'yaml';

/** A request as the rules of an AuthorizationPolicy see it. */
export interface PolicyRequest {
  /** `cluster.local/ns/NAMESPACE/sa/NAME`. */
  readonly principal: string;
  readonly method: string;
  readonly path: string;
}

/** A part of a rule that excludes a request. */
export interface UnmatchedPart {
  readonly part: keyof PolicyRequest;
  /** What the rule names in its place. */
  readonly values: readonly string[];
  /** Name of the file in the workbench, and the line of the values. */
  readonly file: string;
  readonly line: number;
}

/** Where a rule names what (istio.io/latest/docs/reference/config/security/authorization-policy). */
const FIELDS = [
  { part: 'principal', list: 'from', item: 'source', field: 'principals' },
  { part: 'method', list: 'to', item: 'operation', field: 'methods' },
  { part: 'path', list: 'to', item: 'operation', field: 'paths' },
] as const;

/**
 * The parts by which the rules of a policy in the learner's files miss a request, those of the rule that misses it by the
 * fewest. None where no file has the policy, where it has no rules, and where something else excludes the request.
 *
 * @param name of the policy, without its namespace, which a kustomization may set
 */
export function unmatchedParts(
  files: ReadonlyMap<string, string>,
  name: string,
  request: PolicyRequest,
): readonly UnmatchedPart[] {
  const rules = [...files].flatMap(([file, text]) => rulesOf(file, text, name));
  const missing = rules.map((rule) => FIELDS.flatMap((field) => unmatched(rule, field, request)));
  return missing.sort((one, other) => one.length - other.length)[0] ?? [];
}

interface Rule {
  readonly file: string;
  /** Lists of values below it, each with its line. */
  valuesOf(field: (typeof FIELDS)[number]): { readonly values: readonly string[]; readonly line: number }[];
}

function unmatched(rule: Rule, field: (typeof FIELDS)[number], request: PolicyRequest): UnmatchedPart[] {
  const all = rule.valuesOf(field);
  const { part } = field;
  const [first] = all;
  if (!first || all.some(({ values }) => values.some((value) => matches(value, request[part])))) return [];
  const values = all.flatMap((one) => one.values);
  return [{ part, values, file: rule.file, line: first.line }];
}

/** Exact, by prefix (`a*`), by suffix (`*a`) or present (`*`); a template of a path may match anything here. */
function matches(value: string, given: string): boolean {
  if (value.includes('{')) return true;
  if (value.startsWith('*')) return given.endsWith(value.slice(1));
  return value.endsWith('*') ? given.startsWith(value.slice(0, -1)) : value === given;
}

function rulesOf(file: string, text: string, name: string): Rule[] {
  const lines = new LineCounter();
  const documents = [...parseAllDocuments(text, { lineCounter: lines })];
  const policies = documents.filter(
    (one) => one.get?.('kind') === 'AuthorizationPolicy' && one.getIn(['metadata', 'name']) === name,
  );
  return policies.flatMap((policy) => {
    const rules = policy.getIn(['spec', 'rules']);
    return (isSeq(rules) ? rules.items : []).map(
      (rule): Rule => ({
        file,
        valuesOf: ({ list, item, field }) => {
          const items = isMap(rule) ? rule.get(list) : undefined;
          // An item without the field takes any value.
          const found = (isSeq(items) ? items.items : []).map((one) =>
            isMap(one) ? one.getIn([item, field]) : undefined,
          );
          if (!found.every(isSeq)) return [];
          return found.map((one) => ({
            values: one.toJSON().map(String),
            line: lines.linePos(one.range?.[0] ?? 0).line,
          }));
        },
      }),
    );
  });
}
