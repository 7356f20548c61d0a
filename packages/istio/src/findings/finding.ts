import { FINDING_CODES, type FindingCode } from './finding-codes.ts';

/** How bad a finding is: an error keeps a configuration from taking effect, a warning and an info do not. */
export type Severity = 'error' | 'warning' | 'info';

/** Where in the files that people edit something stands; line and column count from 1. */
export interface SourceLocation {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** One thing the configuration gets wrong. A finding is a value, it is never thrown. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  /** `Kind namespace/name` as Istio writes it, absent when the text could not be parsed. */
  readonly resource?: string;
  /** Path of the field inside the resource, e.g. `spec.http[0].route[1].weight`. */
  readonly field?: string;
  readonly location?: SourceLocation;
}

/** A finding of its code's severity unless one is given. */
export function createFinding(
  code: FindingCode,
  message: string,
  more: Partial<Omit<Finding, 'code' | 'message'>> = {},
): Finding {
  return { code, severity: FINDING_CODES[code].severity, message, ...more };
}

/** Heading of the code's section in docs/findings.md, and through it the section's anchor. */
export function findingTitle(code: FindingCode): string {
  return `${code} ${FINDING_CODES[code].name}`;
}
