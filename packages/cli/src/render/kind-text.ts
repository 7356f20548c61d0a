import type { KindStatus } from '../kind/kind-status.ts';
import type { Paint } from '../terminal.ts';
import { table } from './table.ts';

/** The nodes as a table; where there are none, how to get them. */
export function kindText({ name, context, up, nodes }: KindStatus, paint: Paint): string {
  if (!up) return `There is no kind cluster ${name}. Create it with ./lab kind up.`;
  const rows = nodes.map((node) => [
    node.name,
    node.role,
    node.version,
    node.ready ? paint('green', 'yes') : paint('red', 'no'),
  ]);
  return `${table(['node', 'role', 'kubernetes', 'ready'], rows, paint)}\n\ncontext ${context}`;
}

/** What a person does once the cluster is there. */
export function kindNext(context: string, ports: readonly number[]): string {
  const port = ports[0] === 80 ? '' : `:${ports[0]}`;
  return [
    `The current kube context is ${context}. Try next:`,
    '  skaffold dev                   build the images, install Istio, deploy, follow edits',
    '  skaffold dev -p observability  the same with Prometheus, Grafana, Kiali and Jaeger',
    `  ${`http://frontend.localhost${port}`.padEnd(29)}  the page, once that is deployed`,
    '  ./lab status --on kind         the pods of the mesh',
    '  ./lab call --on kind           compare the split with the weights',
    '  ./lab kind down                delete the cluster',
  ].join('\n');
}
