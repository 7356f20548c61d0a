import { at, type Finding, finding, type Resource } from '@lab/istio';

/** Says of each Rollout that nothing but its pods is there. */
export function rolloutFindings(resources: readonly Resource[]): Finding[] {
  return resources
    .filter(({ kind, apiVersion }) => kind === 'Rollout' && apiVersion.startsWith('argoproj.io/'))
    .map((rollout) => {
      const { namespace = 'default', name } = rollout.metadata;
      return finding('LAB0213', { rollout: `${namespace}/${name}` }, at(rollout, ['spec', 'strategy']));
    });
}
