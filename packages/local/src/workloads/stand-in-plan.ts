import type { Pod } from '@lab/istio';
import { isAbsent, type StandInPod } from '@lab/stand-in';

/** What takes the place of an image that is not built here. */
export type StandInPlan = Pick<StandInPod, 'name' | 'namespace' | 'service' | 'version'> & {
  /** It listens nowhere, because the pod is told to be absent. */
  readonly absent: boolean;
};

/** The stand-in of a pod, which answers with the names that the pod's labels give. */
export function standInPlan(
  { name, namespace, labels, workload }: Pod,
  env: Readonly<Record<string, string>>,
): StandInPlan {
  const { app, 'app.kubernetes.io/name': appName, version } = labels;
  return {
    ...{ name, namespace, service: appName ?? app ?? workload },
    ...(version !== undefined && { version }),
    absent: isAbsent(env, name),
  };
}
