/** Why a fork cannot be changed as asked; stable, for callers to switch on. */
export type ScaffoldErrorCode =
  | 'NAME_INVALID'
  | 'NAME_TAKEN'
  | 'UNKNOWN_CALLER'
  | 'UNKNOWN_SERVICE'
  | 'NOT_REMOVABLE'
  | 'UNCOMMITTED_CHANGES'
  | 'NO_GIT'
  | 'TEMPLATE_CHANGED';

/** Nothing has been written: `remedy` says what to do. */
export class ScaffoldError extends Error {
  override readonly name = 'ScaffoldError';
  readonly code: ScaffoldErrorCode;
  readonly remedy: string;

  constructor(code: ScaffoldErrorCode, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}
