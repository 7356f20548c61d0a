import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Ends the shared lab and leaves it ended: after the others, so that none of them starts one anew. */
const LAST = /\/recovery\./;

/** Files of the project `lab` run in alphabetical order: what one leaves to the next is the same on every machine. */
export class FileOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const [shared, others] = [true, false].map((wanted) =>
      files.filter(({ project }) => (project.name === 'lab') === wanted),
    );
    return [...(await super.sort(others ?? [])), ...(shared ?? []).toSorted(compare)];
  }
}

function compare({ moduleId: one }: TestSpecification, { moduleId: other }: TestSpecification): number {
  const last = Number(LAST.test(one)) - Number(LAST.test(other));
  return last || (one < other ? -1 : 1);
}
