import { type Finding, findingOf } from '../../findings/finding.ts';
import type { Message } from '../../findings/message.ts';
import { at } from '../../findings/place.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';

/** What admission refuses (IST0106), or accepts with a warning (IST0133); undefined where nothing is wrong. */
export type Problem = Message<'IST0106' | 'IST0133'> | undefined;

/** Collects what is wrong with one resource. */
export type Report = (path: FieldPath, problem: Problem) => void;

/** Checks the spec of one kind beyond its schema. */
export type Validator<Spec> = (resource: Resource<Spec>, report: Report) => void;

export function createReport(resource: Resource): { readonly report: Report; readonly findings: Finding[] } {
  const findings: Finding[] = [];
  const report: Report = (path, problem) => {
    if (problem !== undefined) findings.push(findingOf(problem, at(resource, path)));
  };
  return { findings, report };
}
