import { Document, isScalar, Scalar, visit } from 'yaml';
import type { Manifest } from '../manifest.ts';
import { type ChartValue, expression } from '../values/chart-value.ts';

/**
 * The template of a resource: its YAML, with an action at each place of a value. Helm renders it to the resource again,
 * as long as the values are what they are now.
 */
export function templateText(manifest: Manifest, values: readonly ChartValue[]): string {
  const document = new Document(manifest, { version: '1.1', aliasDuplicateObjects: false });
  const actions = values.flatMap((value) =>
    value.places
      .filter((place) => place.manifest === manifest)
      .map(({ path, template }) => ({ path, action: template(expression(value)) })),
  );
  // Letters and digits only, so that it is written without quotes; no text of a manifest has it.
  const mark = (index: number) => `LabChartValue${index}x`;
  for (const [index, { path }] of actions.entries()) document.setIn(path, new Scalar(mark(index)));
  visit(document, { Scalar: (_, node) => quote(node) });
  const text = escapeBreaks(escapeActions(document.toString({ lineWidth: 0 })));
  return actions.reduce((written, { action }, index) => written.replace(mark(index), () => action), text);
}

/** Line ends of YAML 1.1, which Helm reads, that are none of YAML 1.2. */
const BREAKS = /[\u0085\u2028\u2029]/g;

/** Quotes text that one reader of YAML could take for something else than another: numbers and times, such as `0o17`. */
function quote(node: Scalar): void {
  if (!isScalar(node) || typeof node.value !== 'string') return;
  const { value } = node;
  const isNumberLike = /^[-+.]?\d/.test(value) && !value.includes('\n');
  if (isNumberLike || value.search(BREAKS) !== -1) node.type = 'QUOTE_DOUBLE';
}

function escapeBreaks(text: string): string {
  return text.replace(BREAKS, (end) => `\\u${end.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What Helm would take for the start of an action is made an action that writes it. */
export function escapeActions(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
