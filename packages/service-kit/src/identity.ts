/** Which pod answers: what the downward API tells a container about itself. */
export type Identity = {
  /** The `app` label. */
  readonly service: string;
  /** The `version` label. */
  readonly version: string;
  readonly pod: string;
  readonly namespace: string;
};

/**
 * Reads APP_NAME, APP_VERSION, POD_NAME and POD_NAMESPACE. Outside a pod each has a stand-in, so that a service
 * started by hand still answers: the label of a pod that nobody labelled is `unversioned`.
 *
 * Source: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export function readIdentity(env: NodeJS.ProcessEnv, fallbackService: string): Identity {
  const service = env.APP_NAME || fallbackService;
  return {
    service,
    version: env.APP_VERSION || 'unversioned',
    pod: env.POD_NAME || env.HOSTNAME || service,
    namespace: env.POD_NAMESPACE || 'default',
  };
}

/** The value of the `x-served-by` response header: `service/version/pod`. */
export function servedBy({ service, version, pod }: Identity): string {
  return `${service}/${version}/${pod}`;
}

/** Reads `x-served-by`; undefined where it is absent or something else. */
export function readServedBy(header: string | null): Omit<Identity, 'namespace'> | undefined {
  const [service, version, pod] = header?.split('/') ?? [];
  return service && version && pod ? { service, version, pod } : undefined;
}
