import type { LabStatus } from '@lab/local';
import type { Paint } from '../terminal.ts';
import { podTable } from './status-text.ts';

/** What a person needs once the lab is up: where to look, what runs, and what to try. */
export function readyText({ overlay, gatewayPort, pods }: LabStatus, paint: Paint): string[] {
  const address = paint(['bold', 'underline'], `http://frontend.localhost:${gatewayPort}`);
  const count = pods.filter((pod) => pod.ready).length;
  const ready =
    count === pods.length
      ? paint('green', 'ready ')
      : paint('yellow', `${count} of ${pods.length} pods ready `);
  return [
    '',
    podTable(pods, paint),
    '',
    `${ready} ${address}`,
    '',
    'Try next, in another terminal:',
    '  ./lab call             send 1,000 requests: does the split follow the weights?',
    '  ./lab call --canary    the header that leads to canary on every tier',
    '  ./lab trace            the way of the last request, span by span',
    `  edit k8s/base/frontend/routing.yaml: a weight is live within a second (overlay: ${overlay})`,
    '',
  ];
}
