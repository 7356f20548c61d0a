import { didYouMean } from '@lab/istio';
import { type LogFile, podsOf } from '@lab/mesh-client';

/** Says that a name means none of the logs in `all`, and which pods have logs. The logs of `./lab` itself are of no pod. */
export function noLogsText(name: string, all: readonly LogFile[]): string {
  const ofPods = all.filter(({ part }) => part !== 'lab');
  if (ofPods.length === 0) return 'No pod has logs. Start the lab with ./lab up.';
  const names = new Set(all.flatMap(({ pod, namespace }) => [pod, pod.replace(/-\d+$/, ''), namespace]));
  const meant = didYouMean(name, [...names].filter(Boolean));
  return (
    `No pod, workload or namespace has a name that starts with "${name}"${meant || '.'}\n` +
    `Pods with logs: ${podsOf(ofPods).join(', ')}`
  );
}
