import type { FileResult } from './test-events.ts';

/** More failing files than this are no matter of chance. */
const MOST_AGAIN = 3;

/**
 * Files of end-to-end tests that are to run a second time, alone: those that failed, if they are few. They start real
 * processes, and a machine that is busy may be slower than a test allows for. A unit test has no such excuse.
 */
export function filesToRunAgain(results: readonly FileResult[]): FileResult[] {
  const failed = results.filter(hasFailed);
  const isFew = failed.length <= MOST_AGAIN && failed.every(({ project }) => project !== 'unit');
  return isFew ? failed : [];
}

/** What counts of two runs of a file: the second, which names what failed in the first. */
export function secondResult(first: FileResult, second: FileResult): FileResult {
  const flaky = first.isBroken ? ['the file'] : first.failed.filter((name) => !second.failed.includes(name));
  return hasFailed(second) ? second : { ...second, flaky, ...(first.reasons && { reasons: first.reasons }) };
}

function hasFailed({ failed, isBroken }: FileResult): boolean {
  return failed.length > 0 || isBroken;
}
