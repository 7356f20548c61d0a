import type { Finding } from '../../findings/finding.ts';
import { findingAt } from '../../findings/finding-at.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';

/** Collects what is wrong with one resource. A message of undefined reports nothing. */
export interface Report {
  /** What admission refuses. */
  error(path: FieldPath, message: string | undefined): void;
  /** What it takes with a warning. */
  warning(path: FieldPath, message: string | undefined): void;
}

/** Checks the spec of one kind beyond its schema. */
export type Validator<Spec> = (resource: Resource<Spec>, report: Report) => void;

export function createReport(resource: Resource): { readonly report: Report; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const add = (code: 'IST0106' | 'IST0133') => (path: FieldPath, message: string | undefined) => {
    if (message !== undefined) findings.push(findingAt(resource, path, code, message));
  };
  return { findings, report: { error: add('IST0106'), warning: add('IST0133') } };
}
