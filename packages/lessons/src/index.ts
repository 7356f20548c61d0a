export type { Answers, ApplicationRequest, Ask, OwnRequest } from './ask/ask.ts';
export {
  type Caller,
  callersOf,
  callFrom,
  callStatistic,
  callText,
  countOf,
  inboundStatistic,
} from './ask/caller.ts';
export { hopsTo, hopText, TIERS, type Tier, versionShares } from './ask/tier.ts';
export { traceOf, traceWith, versionIn } from './ask/trace.ts';
export { type BoardRow, boardRow } from './board.ts';
export { checkWorkbench } from './check-workbench.ts';
export { answers, type ExpectedAnswer } from './checks/answers.ts';
export { cappedEjection, noneEjected } from './checks/ejections.ts';
export { cleanWhileEjected, ejects } from './checks/ejects.ts';
export { emits } from './checks/emits.ts';
export { overflows } from './checks/overflows.ts';
export { reaches } from './checks/reaches.ts';
export { retriesHelp, withinBudget } from './checks/retries.ts';
export { retriesAtOneHop } from './checks/retries-at-one-hop.ts';
export { split } from './checks/split.ts';
export { staysReady } from './checks/stays-ready.ts';
export { staysUp } from './checks/stays-up.ts';
export { sticks } from './checks/sticks.ts';
export { survivesPauses } from './checks/survives-pauses.ts';
export { wholeTraces } from './checks/whole-traces.ts';
export type { Applied, Ground } from './ground.ts';
export {
  ejectionOf,
  fieldPlace,
  findingHint,
  hint,
  placeText,
  routeTaken,
  ruleSetting,
  tiersWithout,
} from './hints/hints.ts';
export { type PolicyRequest, type UnmatchedPart, unmatchedParts } from './hints/unmatched-parts.ts';
export {
  choicesOf,
  type Incident,
  type IncidentAnswer,
  mistakesOf,
  QUESTIONS,
  type QuestionName,
  questionOf,
  rightChoices,
} from './incident.ts';
export {
  type Check,
  defineLesson,
  type Failure,
  type Hint,
  type Lesson,
  type Observation,
  right,
  type Verdict,
  wrong,
} from './lesson.ts';
export { type LessonText, sectionMistakes } from './lesson-text.ts';
export { mutedReport } from './muted-report.ts';
export { newLesson } from './new-lesson.ts';
export { findLesson, type LessonFolder, listLessons, loadLesson } from './read-lessons.ts';
export type { CheckReport, LessonReport } from './run-checks.ts';
export { type VerifiedVariant, verifyLesson } from './verify-lesson.ts';
export {
  countTime,
  type LessonProgress,
  noteCause,
  openLesson,
  type Progress,
  parseProgress,
  readProgress,
  updateLesson,
} from './workbench/progress.ts';
export {
  bringBack,
  filesOf,
  filesText,
  foldersOf,
  isWorkbench,
  layOut,
  setAside,
  type Variant,
  type Workbench,
  writeDeployed,
  writeMesh,
} from './workbench/workbench.ts';
