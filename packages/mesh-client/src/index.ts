export { asWritten } from './cluster/changes/object-key.ts';
export { outsideCaller } from './cluster/changes/outside-caller.ts';
export { LESSON_MARK } from './cluster/changes/written-mark.ts';
export { type ClusterClient, connectClusterMesh, contextName, kindFile } from './cluster/cluster-mesh.ts';
export { type MeshPlace, withMesh } from './connect-mesh.ts';
export { callOf, type ExplainQuestion, type Explanation, explainCall } from './explain/explain-call.ts';
export { withSender } from './explain/sender.ts';
export type { GatewayAddress } from './gateway-address.ts';
export { InvalidRequestError } from './invalid-request-error.ts';
export { connectLab, findLab, type LabClient } from './lab/lab-client.ts';
export { type LabHandlers, labHandlers } from './lab/lab-handlers.ts';
export { findLogs, type LogSelection } from './logs/find-logs.ts';
export type { LogFile, LogPart } from './logs/log-files.ts';
export { type LogLine, readLine } from './logs/log-line.ts';
export { followLogs, type LogEntry, readLast } from './logs/read-logs.ts';
export { podsOf } from './logs/select-logs.ts';
export { isServed, servedHosts } from './mesh/served-hosts.ts';
export type { TierPath, TierWeights } from './mesh/tier-weights.ts';
export type { AbsentWorkload, MeshClient, MeshPod, MeshStatus, PodPart } from './mesh-client.ts';
export { type CallReport, measureSplit } from './requests/measure-split.ts';
export {
  CLASSIFY_PATH,
  type ClassificationLoad,
  sendClassifications,
} from './requests/send-classifications.ts';
export { type AnswerCount, type RequestReport, sendCounted } from './requests/send-counted.ts';
export type { Latency, OnRequests, SendLoad } from './requests/send-timed.ts';
export { readTrace } from './traces/read-trace.ts';
export { failed, spanName, statusCode } from './traces/span-name.ts';
export { type TraceFailure, traceFailure } from './traces/trace-failure.ts';
export { listTraces, summarizeTraces, type TraceSummary } from './traces/trace-summary.ts';
export { type CausedFailures, type CauseSummary, causesOf } from './why/causes-of.ts';
export type { WhyAnswer } from './why/explain-failure.ts';
export type { WhyQuestion } from './why/find-entries.ts';
export { withoutSecrets } from './why/without-secrets.ts';
