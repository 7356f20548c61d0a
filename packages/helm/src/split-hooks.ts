import { parse } from 'yaml';

/** A chart's output in two. */
export interface SplitStream {
  readonly hooks: string;
  readonly resources: string;
}

/**
 * Takes the hooks out of a chart's output. Helm 4 gives them to a post-renderer, Helm 3 does not; a hook may have the name
 * of a resource that is none, which kustomize refuses. (Helm documentation, "Chart Hooks": the annotation makes a hook.)
 */
export function splitHooks(stream: string): SplitStream {
  // At the start of a line, three hyphens and a space or line end are a document's marker wherever they stand (YAML 1.2, 9.1.2).
  const documents = stream.split(/^---(?=\s|$)/m).filter((text) => text.trim() !== '');
  const join = (texts: readonly string[]) =>
    texts.map((text) => `---${text.replace(/^(?=\S)/, '\n')}`).join('');
  return {
    hooks: join(documents.filter(isHook)),
    resources: join(documents.filter((text) => !isHook(text))),
  };
}

function isHook(text: string): boolean {
  if (!text.includes('helm.sh/hook')) return false;
  try {
    const value = parse(text, { version: '1.1' }) as { metadata?: { annotations?: object } } | null;
    return 'helm.sh/hook' in (value?.metadata?.annotations ?? {});
  } catch {
    // kustomize says what is wrong with it.
    return false;
  }
}
