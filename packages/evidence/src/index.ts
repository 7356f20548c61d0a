export { type AccessLogEntry, isFailed, isInbound, readAccessLogEntry } from './access-log-entry.ts';
export { CAUSES } from './catalogue.ts';
export { type Cause, type Diagnosis, diagnose } from './diagnose.ts';
export type { Evidence, EvidencePod, PodExit } from './evidence.ts';
export { explainedCause, type NamedCause } from './explained.ts';
export { groupFailures, type SentRequest } from './group-failures.ts';
