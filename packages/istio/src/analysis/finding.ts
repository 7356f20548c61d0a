/** How bad a finding is: an error keeps a configuration from taking effect, a warning and an info do not. */
export type Severity = 'error' | 'warning' | 'info';

/** Where in the files that people edit something stands; line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * One thing the configuration gets wrong. A finding is a value, it is never thrown.
 *
 * `code` never changes its meaning: `IST…` codes are Istio's own (istio `messages.yaml`), `LAB…` codes are
 * this project's and each has a section in docs/findings.md.
 */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  /** `Kind namespace/name` as Istio writes it, absent when the text could not be parsed. */
  readonly resource?: string;
  /** Path of the field inside the resource, e.g. `spec.http[0].route[1].weight`. */
  readonly field?: string;
  readonly location?: SourceLocation;
}
