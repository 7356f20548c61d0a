export { type Fault, injectFault, readFault } from './fault.ts';
export { type Hop, hopSchema, hopSince } from './hop.ts';
export { type Identity, readIdentity, servedBy } from './identity.ts';
export { createLogger, type Logger } from './logger.ts';
export { HttpProblem, type Problem, problemResponse, sendProblem, toProblem } from './problem.ts';
export { type Handler, type RunningService, type ServeOptions, serve } from './serve.ts';
export { numberSetting, SettingError } from './settings.ts';
export { activeTraceIds } from './trace-ids.ts';
export { CallerGone, callUpstream, type UpstreamCall } from './upstream.ts';
