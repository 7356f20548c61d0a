import type { Explanation } from '@lab/mesh-client';
import { explainText } from '../render/explain-text.ts';

/** In the place of the colour of failures, which a page shows in its own way. */
const FAILURE = '\u0000';

/** What `./lab explain` prints, line by line, without colours. */
export function explanationLines(
  explanation: Explanation,
): readonly { readonly text: string; readonly isFailure: boolean }[] {
  const paint = (style: unknown, text: string) =>
    [style].flat().includes('red') ? `${FAILURE}${text}` : text;
  const style = { paint, nameOf: (file: string) => file, verbose: true };
  return explainText(explanation, style).map((line) => ({
    text: line.replaceAll(FAILURE, ''),
    isFailure: line.includes(FAILURE),
  }));
}
