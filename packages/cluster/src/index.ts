export { type DockerInfo, dockerInfo } from './docker-info.ts';
export { findTool, type ToolRequirement } from './find-tool.ts';
export { findKind } from './kind.ts';
export { type KindConfig, kindContext, readKindConfig } from './kind-config.ts';
export {
  type ContainerTarget,
  connectCluster,
  type Kubectl,
  type KubeObject,
  type WriteVerb,
} from './kubectl.ts';
export type { PortForward } from './port-forward.ts';
export { type RollingDeployment, rolloutOf } from './rollout.ts';
export { helmRequirement, kindRequirement, kubectlRequirement, skaffoldRequirement } from './tools.ts';
