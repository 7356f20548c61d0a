import type { Diagnosis } from '../diagnosis.ts';
import type { Paint } from '../terminal.ts';

/** One line a look, and below what is not as it should be what to do about it. */
export function diagnosisLines(diagnoses: readonly Diagnosis[], paint: Paint): string[] {
  const width = Math.max(...diagnoses.map(({ name }) => name.length));
  return diagnoses.flatMap((diagnosis) => [
    `${mark(diagnosis, paint)} ${diagnosis.name.padEnd(width)} ${diagnosis.detail}`,
    ...(diagnosis.remedy ? [`  ${' '.repeat(width)} ${diagnosis.remedy}`] : []),
  ]);
}

function mark({ ok, tolerable }: Diagnosis, paint: Paint): string {
  if (ok) return paint('green', '✓');
  return tolerable ? paint('yellow', '!') : paint('red', '✗');
}
