/** What a code stands for; the text of its section in docs/errors.md. */
export interface CodeEntry {
  readonly title: string;
  readonly meaning: string;
  /** What to do in general; the error itself says it for the case at hand. */
  readonly remedy: string;
}
