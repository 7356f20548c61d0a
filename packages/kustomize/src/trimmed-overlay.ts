/** A folder to build, and the copies that it is made of. */
export interface TrimmedOverlay {
  readonly dir: string;
  /** Each copy, and the folder that people edit. */
  readonly copies: ReadonlyMap<string, string>;
}
