export { type CertificateAuthority, openAuthority, spiffeId } from './certificates/certificate-authority.ts';
export { callControl } from './control/control-client.ts';
export type { ControlHandlers } from './control/control-server.ts';
export { type Lab, type LabEvent, type LabOptions, type LabStatus, startLab } from './lab.ts';
export { controlSocket, labPaths } from './lab-paths.ts';
export { LocalError, type LocalErrorCode } from './local-error.ts';
export { type LoadedOverlay, loadOverlay, type OverlaySource } from './overlay/load-overlay.ts';
export type { PodStatus } from './pods/pod-status.ts';
