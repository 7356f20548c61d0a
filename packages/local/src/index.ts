export { type CertificateAuthority, openAuthority } from './certificates/certificate-authority.ts';
export { callControl } from './control/control-client.ts';
export type { ControlHandlers } from './control/control-server.ts';
export { endLab, type LabProcesses, labProcesses } from './end-lab.ts';
export { type GatewayHost, gatewayHosts } from './gateway-hosts.ts';
export { isInside } from './is-inside.ts';
export { type Lab, type LabOptions, type LabStatus, startLab } from './lab.ts';
export type { LabEvent } from './lab-event.ts';
export { controlSocket, labPaths } from './lab-paths.ts';
export type { Reconfiguration } from './live-configuration.ts';
export { overlayFindings, PLATFORM } from './overlay/desired-overlay.ts';
export {
  type CheckedOverlay,
  loadManifests,
  loadOverlay,
  type OverlaySource,
} from './overlay/load-overlay.ts';
export type { OverlayChoice } from './overlay/overlay-choice.ts';
export { defaultOverlay, overlayFolder } from './overlay/overlay-folder.ts';
export type { AbsentWorkload } from './pods/absent-workloads.ts';
export type { PodStatus } from './pods/pod-status.ts';
export { asSystemError } from './system-error.ts';
export { type FileWatcher, watchFiles } from './watch/watch-files.ts';
