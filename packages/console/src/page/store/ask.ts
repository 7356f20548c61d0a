import { useEffect, useState } from 'react';
import type { Problem } from '../../protocol.ts';

/** What the server answered: what was asked for, or why not. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

/** Asks the server. Nothing is thrown: a server that is gone is a problem like others. */
export async function ask<Value>(path: string, init: RequestInit = {}): Promise<Answer<Value>> {
  try {
    const response = await fetch(path, init);
    const body: unknown = await response.json();
    return response.ok ? { ok: true, value: body as Value } : { ok: false, problem: body as Problem };
  } catch {
    const error = 'The console does not answer.';
    return {
      ok: false,
      problem: { error, remedy: 'Start it with ./lab up, or with ./lab console --on CONTEXT for a cluster.' },
    };
  }
}

/** Asks the server to do something. */
export function send<Value>(path: string, order: unknown = {}): Promise<Answer<Value>> {
  const headers = { 'content-type': 'application/json' };
  return ask(path, { method: 'POST', headers, body: JSON.stringify(order) });
}

/**
 * The answer to a question, undefined until it is there. The answer before stays while the same path is asked again.
 *
 * @param path nothing is asked without
 * @param since asked again whenever it is another one
 */
export function useAnswer<Value>(path: string | undefined, since: unknown = 0): Answer<Value> | undefined {
  const [state, setState] = useState<{ readonly path: string; readonly answer: Answer<Value> }>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `since` says when to ask again
  useEffect(() => {
    if (path === undefined) return undefined;
    const controller = new AbortController();
    ask<Value>(path, { signal: controller.signal }).then((answer) => {
      if (!controller.signal.aborted) setState({ path, answer });
    });
    return () => controller.abort();
  }, [path, since]);
  return state?.path === path ? state?.answer : undefined;
}
