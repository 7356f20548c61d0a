/** What vitest's reporter tells `./lab test` of a run, one line of stdout each. */
export type TestEvent =
  | { readonly type: 'begin'; readonly file: string }
  | ({ readonly type: 'file' } & FileResult)
  | { readonly type: 'end'; readonly unhandledErrors: number };

/** One test file, when it has ended. */
export interface FileResult {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly project: string;
  readonly seconds: number;
  readonly passed: number;
  /** Names of the tests. */
  readonly failed: readonly string[];
  /** Why they failed, by name, or `the file`: the beginning of the message, and of what was expected and received. */
  readonly reasons?: Readonly<Record<string, readonly string[]>>;
  readonly skipped: readonly string[];
  /** It failed outside of its tests: it could not be loaded, or a hook of the file threw. */
  readonly isBroken: boolean;
  /** Names of the tests that failed first, and passed when the file ran alone; `the file` where it did not run. */
  readonly flaky?: readonly string[];
}

const MARK = '@lab-test ';

export function eventLine(event: TestEvent): string {
  return `${MARK}${JSON.stringify(event)}`;
}

/** The event of a line; undefined for whatever else is on stdout. */
export function parseEvent(line: string): TestEvent | undefined {
  return line.startsWith(MARK) ? (JSON.parse(line.slice(MARK.length)) as TestEvent) : undefined;
}
