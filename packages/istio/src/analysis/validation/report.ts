import { type FieldPath, formatPath, type Resource, resourceName } from '../../resources/resource.ts';
import type { Finding, Severity } from '../finding.ts';

/** Istio's code for an object that admission refuses, and for one that it takes with a warning. */
export const SCHEMA_ERROR = 'IST0106';
export const SCHEMA_WARNING = 'IST0133';

/** Collects what is wrong with one resource. A message of undefined reports nothing. */
export interface Report {
  error(path: FieldPath, message: string | undefined): void;
  warning(path: FieldPath, message: string | undefined): void;
}

/** Checks the spec of one kind beyond its schema. */
export type Validator<Spec> = (resource: Resource<Spec>, report: Report) => void;

/** A finding about a resource, located at the line of the field. */
export function findingAt(
  resource: Resource,
  path: FieldPath,
  finding: { readonly code: string; readonly severity: Severity; readonly message: string },
): Finding {
  return {
    ...finding,
    resource: resourceName(resource),
    ...(path.length > 0 && { field: formatPath(path) }),
    location: resource.locate(path),
  };
}

export function createReport(resource: Resource): { readonly report: Report; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const add = (code: string, severity: Severity) => (path: FieldPath, message: string | undefined) => {
    if (message !== undefined) findings.push(findingAt(resource, path, { code, severity, message }));
  };
  return { findings, report: { error: add(SCHEMA_ERROR, 'error'), warning: add(SCHEMA_WARNING, 'warning') } };
}
