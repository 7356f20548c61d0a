import { message } from '../../findings/message.ts';
import { regexError } from '../../model/re2.ts';
import type { Problem } from './report.ts';

/** Istio's own limit on a pattern's length. */
const MAX_LENGTH = 1024;

/** What Istio has against a pattern; undefined when nothing. */
export function regexProblem(pattern: string): Problem {
  if (pattern === '') return message('IST0106.regexEmpty');
  if (pattern.length > MAX_LENGTH) return message('IST0106.regexTooLong', { most: MAX_LENGTH });
  const said = regexError(pattern);
  return said === undefined ? undefined : message('IST0106.regex', { pattern, said });
}
