/** What went wrong around the kustomize binary; stable, for callers to switch on. */
export type KustomizeErrorCode = 'KUSTOMIZE_NOT_FOUND' | 'KUSTOMIZE_UNUSABLE';

/** The environment is at fault, not the person's configuration: `remedy` says what to do about it. */
export class KustomizeError extends Error {
  override readonly name = 'KustomizeError';
  readonly code: KustomizeErrorCode;
  readonly remedy: string;

  constructor(code: KustomizeErrorCode, message: string, remedy: string) {
    super(message);
    this.code = code;
    this.remedy = remedy;
  }
}
