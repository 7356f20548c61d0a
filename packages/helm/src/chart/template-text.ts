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
  visit(document, { Scalar: (_, node) => quoteNumberLike(node) });
  const text = escapeActions(document.toString({ lineWidth: 0 }));
  return actions.reduce((written, { action }, index) => written.replace(mark(index), () => action), text);
}

/** Text that some reader of YAML could take for a number or a time, such as `0o17`, is quoted. */
function quoteNumberLike(node: Scalar): void {
  if (
    isScalar(node) &&
    typeof node.value === 'string' &&
    /^[-+.]?\d/.test(node.value) &&
    !node.value.includes('\n')
  ) {
    node.type = 'QUOTE_DOUBLE';
  }
}

/** What Helm would take for the start of an action is made an action that writes it. */
export function escapeActions(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}');
}
