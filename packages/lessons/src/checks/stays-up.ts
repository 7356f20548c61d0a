import type { ApplicationRequest } from '../ask/ask.ts';
import { explainCommand, requestText } from '../ask/tier.ts';
import { type Check, right, wrong } from '../lesson.ts';
import { failureOf } from './reaches.ts';

interface StaysUpOptions {
  readonly title: string;
  readonly request: ApplicationRequest;
  /** Files of the start that the last step of the edit replaces. */
  readonly startFiles: readonly string[];
  readonly isGuard?: boolean;
}

/**
 * No request fails while the last step of the edit is applied: the mesh goes back to the state before it, takes the
 * step under load, and must answer every request until connections from before have gone.
 */
export function staysUp({ title, request, startFiles, isGuard = false }: StaysUpOptions): Check {
  return {
    title,
    isGuard,
    run: async (ask) => {
      const { hops } = await ask.explain(request);
      const failure = hops.flatMap(({ ends }) => ends).find((end) => end.failure !== undefined);
      const asked = { request: requestText(request), expected: 'every request is answered' };
      if (failure) {
        const got = `${failure.status ?? 'no answer'} after the edit`;
        return wrong({ ...asked, got, next: explainCommand(request) });
      }
      const answers = await ask.change(startFiles, (until) => ask.classifyUntil(request, until));
      if (answers.hops.length === 0 && answers.failures.length === 0)
        return wrong({ ...asked, got: 'no request was answered' });
      const failed = answers.failures.reduce((sum, { count }) => sum + count, 0);
      const lost = failureOf(answers, request, answers.hops.length + failed);
      return lost ? wrong(lost) : right;
    },
  };
}
