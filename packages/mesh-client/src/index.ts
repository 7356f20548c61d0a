export { connectClusterMesh, kindFile } from './cluster/cluster-mesh.ts';
export { type MeshPlace, withMesh } from './connect-mesh.ts';
export type { GatewayAddress } from './gateway-address.ts';
export { InvalidRequestError } from './invalid-request-error.ts';
export { connectLab, findLab, type LabClient } from './lab/lab-client.ts';
export { type LabHandlers, labHandlers } from './lab/lab-handlers.ts';
export { type LogFile, type LogPart, listLogs, readFrom, tail } from './logs/log-files.ts';
export { isNoise, type LogLine, readLine } from './logs/log-line.ts';
export { podsOf, selectLogs } from './logs/select-logs.ts';
export { isServed } from './mesh/served-hosts.ts';
export type { TierPath, TierWeights } from './mesh/tier-weights.ts';
export type { AbsentWorkload, MeshClient, MeshPod, MeshStatus, PodPart } from './mesh-client.ts';
export {
  type ClassificationLoad,
  type FailedRequests,
  type GatewayResponses,
  sendClassifications,
} from './requests/send-classifications.ts';
export { type AnswerCount, type RequestReport, sendCounted } from './requests/send-counted.ts';
export {
  type Latency,
  type LoadTimes,
  latencyOf,
  type OnRequests,
  type SendLoad,
} from './requests/send-timed.ts';
