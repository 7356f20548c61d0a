import { at, type Finding, finding, type Resource } from '@lab/istio';

/** Says of each Job and CronJob that its pods do not run here. */
export function jobFindings(resources: readonly Resource[]): Finding[] {
  return resources
    .filter(({ kind, apiVersion }) => ['Job', 'CronJob'].includes(kind) && apiVersion.startsWith('batch/'))
    .map((job) => {
      const { namespace = 'default', name } = job.metadata;
      return finding('LAB0216', { kind: job.kind, name: `${namespace}/${name}` }, at(job, []));
    });
}
