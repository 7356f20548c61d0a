import type { FieldPath } from '../../resources/resource.ts';
import { labelProblem } from './formats.ts';
import type { Report } from './report.ts';

/** Labels that pods or endpoints are told apart by (istio pkg/config/labels, `Instance.Validate`). */
export function checkLabels(
  labels: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
  report: Report,
): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    report([...path, key], labelProblem(key, value));
  }
}
