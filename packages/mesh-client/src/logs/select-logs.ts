import type { LogFile } from './log-files.ts';

/**
 * The logs that a name means: those of a pod (`POD`, `NAMESPACE/POD`, `NAMESPACE.POD`), of a workload's pods, of a
 * namespace's, one file by its own name, or else all whose name or pod begins with the text. No text means every pod.
 */
export function selectLogs(files: readonly LogFile[], text: string): LogFile[] {
  if (text === '') return files.filter(({ part }) => part !== 'lab');
  const name = text.replace('/', '.');
  const readings: ((file: LogFile) => boolean)[] = [
    ({ pod, namespace }) => name === pod || name === `${namespace}.${pod}`,
    (file) => name === workloadOf(file) || name === `${file.namespace}.${workloadOf(file)}`,
    (file) => name === file.name,
    ({ namespace }) => name === namespace,
    (file) => file.name.startsWith(name) || file.pod.startsWith(name),
  ];
  for (const means of readings) {
    const meant = files.filter(means);
    if (meant.length > 0) return meant;
  }
  return [];
}

/** `NAMESPACE/POD` of each pod that has a log, or the name of the lab's own. */
export function podsOf(files: readonly LogFile[]): string[] {
  return [...new Set(files.map(({ namespace, pod }) => (namespace ? `${namespace}/${pod}` : pod)))];
}

/** Pods of a workload are numbered (packages/istio, model/registry). */
function workloadOf({ pod }: LogFile): string {
  return pod.replace(/-\d+$/, '');
}
