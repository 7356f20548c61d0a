import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { effectOf } from '@lab/istio';
import { changeOf, type Desk } from './ask/change.ts';
import { createAsk } from './ask/create-ask.ts';
import type { Applied, Ground } from './ground.ts';
import type { Lesson } from './lesson.ts';
import { type LessonReport, notApplied, type RunOptions, runChecks, unreadable } from './run-checks.ts';
import { answerProblem } from './workbench/answer-problem.ts';
import { filesOf, readAnswer } from './workbench/workbench.ts';

/** Milliseconds for pods to become ready, and between two looks. */
const READY_WITHIN = 20_000;
const LOOK_MS = 200;

export interface CheckOptions extends RunOptions, Desk {}

/** Applies the files of a workbench, waits until the mesh has them, and judges what it does then. */
export async function checkWorkbench(
  ground: Ground,
  lesson: Lesson,
  { workbench, lessonFolder, signal, ...options }: CheckOptions,
): Promise<LessonReport> {
  const applied = await ground.apply(signal);
  const change = changeOf(ground, { workbench, lessonFolder, signal });
  const { folder } = workbench;
  const files = new Map(filesOf(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
  const known = { findings: applied.findings, answer: readAnswer(folder), files, change };
  const ask = createAsk(ground.mesh, known, signal);
  if (!isApplied(applied)) return notApplied(lesson, ask, applied.rejection);
  const problem = answerProblem(folder, join(lessonFolder.folder, 'start'));
  if (problem !== undefined) return unreadable(lesson, problem);
  const waits = lesson.expectsUnready ? [] : await podsNotReady(ground, signal);
  if (waits.length === 0) return runChecks(lesson, ask, options);
  const reason = `${waits.join(', ')} ${waits.length === 1 ? 'is' : 'are'} not ready: see ./lab status and ./lab logs ${waits[0]}`;
  return {
    state: 'not-yet',
    checks: [{ title: 'Every pod is ready', verdict: { state: 'not-yet', reason } }],
  };
}

function isApplied({ inForce, findings }: Applied): boolean {
  return (
    inForce && findings.every(({ code, severity }) => severity !== 'error' || effectOf(code) === 'in-effect')
  );
}

async function podsNotReady({ mesh }: Ground, signal: AbortSignal): Promise<string[]> {
  for (let waited = 0; ; waited += LOOK_MS) {
    const { pods } = await mesh.status();
    const waiting = pods.filter(({ ready, draining }) => !ready && !draining).map(({ name }) => name);
    if (waiting.length === 0 || waited >= READY_WITHIN) return waiting;
    await delay(LOOK_MS, undefined, { signal });
  }
}
