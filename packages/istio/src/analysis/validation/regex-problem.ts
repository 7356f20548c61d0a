import { message } from '../../findings/message.ts';
import type { Problem } from './report.ts';

/** Constructs of other regex dialects that RE2, which Envoy and Go use, does not have (re2 wiki, "Syntax"). */
const NOT_IN_RE2: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, 'RE2 has no lookahead and no lookbehind'],
  [/\\[1-9]/, 'RE2 has no back reference'],
  [/\(\?>/, 'RE2 has no atomic group'],
  [/[*+?}]\+/, 'RE2 has no possessive repetition'],
];

/** Parts that RE2 has and JavaScript writes otherwise, replaced before JavaScript's own compiler is asked. */
const ONLY_IN_RE2: readonly (readonly [RegExp, string])[] = [
  [/\(\?P<(\w+)>/g, '(?<$1>'],
  [/\(\?[imsU]*(?:-[imsU]+)?\)/g, ''],
  [/\(\?[imsU]*(?:-[imsU]+)?:/g, '(?:'],
  [/\[:\^?\w+:\]/g, 'a'],
  [/\\[pP](?:\w|\{\^?\w+\})/g, 'a'],
  [/\\[AzCaQE]/g, ''],
];

/** RE2 repeats at most this often (re2 `kMaxRepeat`). */
const MAX_REPEAT = 1000;
/** Istio's own limit on a pattern's length. */
const MAX_LENGTH = 1024;

/**
 * What keeps RE2 from compiling a pattern; undefined when nothing does. Found with JavaScript's compiler after
 * the dialects' differences are taken out, so a rare construct may pass here that RE2 refuses.
 */
export function regexProblem(pattern: string): Problem {
  if (pattern === '') return message('IST0106.regexEmpty');
  if (pattern.length > MAX_LENGTH) return message('IST0106.regexTooLong', { most: MAX_LENGTH });
  const bare = pattern.replace(/\\\\/g, '');
  if (/^[*+?]|[(|][*+?](?!\?*[:<P])/.test(bare) && !/^\(\?|\(\?/.test(bare)) {
    return message('IST0106.regex', { pattern, said: 'nothing to repeat' });
  }
  const foreign = NOT_IN_RE2.find(([construct]) => construct.test(bare));
  if (foreign) return message('IST0106.regex', { pattern, said: foreign[1] });
  const counts = [...bare.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, from, to]) => [from, to]);
  if (counts.some((count) => Number(count) > MAX_REPEAT)) {
    return message('IST0106.regex', { pattern, said: `RE2 repeats at most ${MAX_REPEAT} times` });
  }
  return compileProblem(pattern);
}

function compileProblem(pattern: string): Problem {
  const portable = ONLY_IN_RE2.reduce((text, [construct, other]) => text.replace(construct, other), pattern);
  try {
    new RegExp(portable);
    return undefined;
  } catch (error) {
    const said = (error as Error).message.split(': ').at(-1) ?? '';
    return message('IST0106.regex', { pattern, said });
  }
}
