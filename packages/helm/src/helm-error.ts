/** Why a chart cannot be written; stable, for callers to switch on. */
export type HelmErrorCode = 'CHART_FOLDER_TAKEN';

/** Nothing has been written: `remedy` says what to do. */
export class HelmError extends Error {
  override readonly name = 'HelmError';
  readonly code: HelmErrorCode;
  readonly remedy: string;

  constructor(code: HelmErrorCode, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}
