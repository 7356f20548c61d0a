/**
 * Tools that CI does not install, with the reason. Tests that need one run wherever it is on PATH; where it is not,
 * they are skipped and say so in their name, and CI counts such a skip for no failure. Any other skip is one.
 */
export const toolsNotInCi: Readonly<Record<string, string>> = {
  skaffold: 'there is no package of it, and to build it takes five minutes',
  cluster: 'kind needs images that CI does not pull; LAB_CLUSTER names the context of one',
};

/** What the name of a test ends with that is skipped because a tool of `toolsNotInCi` is not there. */
export function skippedWithout(tool: keyof typeof toolsNotInCi): string {
  return tool === 'cluster' ? '(skipped: LAB_CLUSTER names no cluster)' : `(skipped: no ${tool} on PATH)`;
}

/** Whether a skipped test is one of those. */
export function isExcused(fullName: string): boolean {
  return Object.keys(toolsNotInCi).some((tool) => fullName.includes(skippedWithout(tool)));
}
