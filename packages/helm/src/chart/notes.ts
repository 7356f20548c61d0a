import { type ChartValue, expression } from '../values/chart-value.ts';

/** templates/NOTES.txt: what Helm prints after an installation. */
export function notesText(values: readonly ChartValue[]): string {
  const of = (group: ChartValue['group']) => values.filter((value) => value.group === group);
  return [
    '{{ .Chart.Name }} {{ .Chart.Version }} is release {{ .Release.Name }}. Its resources are in namespaces of their own.',
    ...of('hosts').slice(0, 1).map(reach),
    ...canaryNotes(of('canary')),
    'Values: helm show values CHART',
  ]
    .map((part) => `${part}\n`)
    .join('\n');
}

function reach(hosts: ChartValue): string {
  const list = expression(hosts);
  return `Call it by {{ join ", " ${list} }}, through the ingress gateway:

  kubectl port-forward --namespace istio-system service/istio-ingressgateway 8080:80
  curl --header 'Host: {{ first ${list} }}' http://localhost:8080/`;
}

function canaryNotes(canary: readonly ChartValue[]): string[] {
  const [first] = canary;
  if (!first) return [];
  const width = Math.max(...canary.map(({ name }) => name.length));
  const line = (value: ChartValue) => `  ${value.name.padEnd(width)}  {{ ${expression(value)} }}%`;
  return [
    `Requests that go to the canary:\n\n${canary.map(line).join('\n')}`,
    `Move a weight, with all other values as they are:

  helm upgrade {{ .Release.Name }} CHART --namespace {{ .Release.Namespace }} --reuse-values --set canary.${first.name}=50`,
  ];
}
