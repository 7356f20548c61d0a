/** The two annotations that `buildMetadata` adds; each holds YAML in a block scalar. */
const ANNOTATION =
  /^( *)(?:config\.kubernetes\.io\/origin|alpha\.config\.kubernetes\.io\/transformations): \|$/;
const PATH = /^( *(?:- )?(?:path|configuredIn): )(\.\.?\/.*|[^/].*)$/;

/**
 * Rewrites the paths of origins in kustomize's output. kustomize writes them relative to the folder it built, which
 * here is a wrapper below .lab/ that nobody knows.
 */
export function rebaseOrigins(stream: string, rebasePath: (path: string) => string): string {
  let blockIndent: number | undefined;
  const rebase = (line: string): string => {
    const indent = line.length - line.trimStart().length;
    if (blockIndent !== undefined && indent > blockIndent) {
      return line.replace(PATH, (_, key, path) => key + rebasePath(path));
    }
    blockIndent = ANNOTATION.exec(line)?.[1]?.length;
    return line;
  };
  return stream.split('\n').map(rebase).join('\n');
}
