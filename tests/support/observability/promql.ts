import { parser } from '@prometheus-io/lezer-promql';

/** One vector selector: the metric and the labels that it matches by. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** What an expression asks for. */
export interface Query {
  readonly selectors: readonly Selector[];
  /** Labels named by `by`, `without`, `on`, `ignoring`; `le` among them. */
  readonly groupings: readonly string[];
}

/**
 * Reads a PromQL expression with the grammar of Prometheus' own editor.
 *
 * @throws Error for an expression that is none
 */
export function readQuery(expression: string): Query {
  const selectors: { metric: string; labels: string[] }[] = [];
  const groupings = new Set<string>();
  parser.parse(expression).iterate({
    enter: ({ type, name, from, to, node }) => {
      const text = expression.slice(from, to);
      if (type.isError)
        throw new Error(`not PromQL at "${expression.slice(from, from + 20)}": ${expression}`);
      if (name === 'VectorSelector') selectors.push({ metric: '', labels: [] });
      const last = selectors.at(-1);
      if (name === 'Identifier' && last) last.metric = text;
      if (name !== 'LabelName') return;
      if (node.parent?.name === 'GroupingLabels') groupings.add(text);
      else last?.labels.push(text);
    },
  });
  return { selectors, groupings: [...groupings] };
}
