import { stringify } from 'yaml';
import { type ChartValue, type ValueGroup, valueGroups } from '../values/chart-value.ts';

/** What a section of values.yaml is about. */
export const descriptions: Readonly<Record<ValueGroup, string>> = {
  images:
    'Image of each app. A digest is added to the tag; a canaryTag is for the canary alone, which else has the tag.',
  replicas: 'Pods of each workload.',
  autoscaling: 'Bounds of each HorizontalPodAutoscaler, which sets the replicas of its workload.',
  hosts: 'Names by which the ingress gateway is called.',
  canary: "Percentage of each app's requests that goes to its canary; stable gets the rest.",
  sampling: 'Percentage of requests that is traced.',
};

/** Initial values by section and name. */
export function initialValues(values: readonly ChartValue[]): Record<string, Record<string, unknown>> {
  const sections = valueGroups
    .map((group) => values.filter((value) => value.group === group))
    .filter((section) => section.length > 0);
  return Object.fromEntries(
    sections.map((section) => [
      section[0]?.group,
      Object.fromEntries(section.map(({ name, initial }) => [name, initial])),
    ]),
  );
}

/** values.yaml: what makes the chart render to what the overlay is. */
export function valuesYaml(values: readonly ChartValue[]): string {
  const sections = Object.entries(initialValues(values));
  if (sections.length === 0) return '# This chart has nothing to set.\n{}\n';
  return sections
    .map(([group, section]) => {
      const text = stringify({ [group]: section }, { version: '1.1', lineWidth: 0 });
      return `# ${descriptions[group as ValueGroup]}\n${text}`;
    })
    .join('\n');
}
