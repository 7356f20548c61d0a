import { type FieldPath, formatPath, type Resource, resourceName } from '../resources/resource.ts';
import { createFinding, type Finding, type Severity } from './finding.ts';
import type { FindingCode } from './finding-codes.ts';

/** A finding about a resource, located at the line of the field; its code's severity unless one is given. */
export function findingAt(
  resource: Resource,
  path: FieldPath,
  code: FindingCode,
  message: string,
  severity?: Severity,
): Finding {
  return createFinding(code, message, {
    ...(severity && { severity }),
    resource: resourceName(resource),
    ...(path.length > 0 && { field: formatPath(path) }),
    location: resource.locate(path),
  });
}
