/** What went wrong around kubectl, kind and the cluster that they talk to; stable, for callers to switch on. */
export type ClusterErrorCode =
  | 'TOOL_NOT_FOUND'
  | 'TOOL_UNUSABLE'
  | 'DOCKER_UNAVAILABLE'
  | 'NO_CONTEXT'
  | 'UNKNOWN_CONTEXT'
  | 'API_UNREACHABLE'
  | 'API_FORBIDDEN'
  | 'UNKNOWN_TYPE'
  | 'NOT_FOUND'
  | 'KUBECTL'
  | 'PORT_FORWARD'
  | 'NOT_IN_IMAGE'
  | 'NO_POD_TO_SEND_FROM'
  | 'KIND_CONFIG'
  | 'KIND_CLUSTER_EXISTS'
  | 'KIND_PORT_IN_USE'
  | 'KIND_NODE_IMAGE'
  | 'KIND_INOTIFY'
  | 'KIND'
  | 'INTERRUPTED'
  | 'ISTIO_NOT_INSTALLED'
  | 'APPLICATION_NOT_INSTALLED'
  | 'JAEGER_NOT_INSTALLED'
  | 'JAEGER'
  | 'UNKNOWN_WORKLOAD'
  | 'GATEWAY_NOT_READY'
  | 'ROLLOUT_FAILED';

/** The environment is at fault, not the person's configuration: `remedy` says what to do about it. */
export class ClusterError extends Error {
  override readonly name = 'ClusterError';
  readonly code: ClusterErrorCode;
  readonly remedy: string;

  constructor(code: ClusterErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** What Ctrl-C or SIGTERM made of a question to a cluster. */
export function interrupted(context: string): ClusterError {
  return new ClusterError(
    'INTERRUPTED',
    `interrupted before ${context} had answered`,
    'Run the command again.',
  );
}
