/** The text files of a repository by path from its root, with forward slashes. */
export type Files = ReadonlyMap<string, string>;

/** One file to write. */
export interface FileChange {
  readonly path: string;
  readonly text: string;
  /** It is not there yet. */
  readonly created: boolean;
}
