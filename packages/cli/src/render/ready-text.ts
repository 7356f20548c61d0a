import { type LabStatus, overlayFolder } from '@lab/local';
import type { Paint } from '../terminal.ts';
import { choiceText } from './choice-text.ts';
import type { NameOfFile } from './file-names.ts';
import { hostLines } from './host-lines.ts';
import { standInLine } from './stand-in-line.ts';
import { podTable } from './status-text.ts';

/** The host of the lab's own application, to which `./lab call` sends. */
const OWN_HOST = 'frontend.localhost';

/** What a person needs once the lab is up: where to look, what runs, and what to try. */
export function readyText(status: LabStatus, paint: Paint, nameOf: NameOfFile, console?: string): string[] {
  const { pods, artifactsFile, platform } = status;
  const count = pods.filter((pod) => pod.ready).length;
  const ready =
    count === pods.length
      ? paint('green', 'ready ')
      : paint('yellow', `${count} of ${pods.length} pods ready `);
  return [
    '',
    podTable(pods, paint),
    '',
    ...addressLines(status, ready, paint),
    ...(console === undefined ? [] : [`${paint('green', 'console')} ${paint('bold', console)}`]),
    '',
    `images: see ${nameOf(artifactsFile)}`,
    ...standInLine(pods),
    ...(platform.length > 0
      ? [`added by the lab, as an installation of Istio would: ${platform.join(', ')}`]
      : []),
    '',
    ...(isOwn(status) ? ownSteps(status) : otherSteps(status, nameOf)),
    '',
  ];
}

function addressLines({ hosts }: LabStatus, ready: string, paint: Paint): string[] {
  const [first, ...others] = isOwn({ hosts }) ? ownFirst(hosts) : hosts;
  if (!first) return [`${ready} no host: no Gateway has a route, so only pods of the mesh can send requests`];
  const lines = hostLines([first, ...others]).map((line) => paint('bold', line));
  return lines.map((line, index) => (index === 0 ? `${ready} ${line}` : `${' '.repeat(7)}${line}`));
}

function ownFirst(hosts: LabStatus['hosts']): LabStatus['hosts'] {
  return [...hosts].sort((a, b) => Number(b.host === OWN_HOST) - Number(a.host === OWN_HOST));
}

function isOwn({ hosts }: Pick<LabStatus, 'hosts'>): boolean {
  return hosts.some(({ host }) => host === OWN_HOST);
}

function ownSteps(status: LabStatus): string[] {
  return [
    'Try next, in another terminal:',
    '  ./lab learn            learn Istio by lessons that check themselves',
    '  ./lab call             send 1,000 requests, and compare the split with the weights',
    '  ./lab call --canary    send the header that routes to canary in each tier',
    '  ./lab trace            show the path of the last request, span by span',
    `  edit a weight in k8s/base/frontend/routing.yaml: it is live within a second (overlay: ${choiceText(status)})`,
  ];
}

function otherSteps(status: LabStatus, nameOf: NameOfFile): string[] {
  return [
    'Try next, in another terminal:',
    '  ./lab trace            show the path of the last request, span by span',
    status.hosts.length > 0
      ? '  ./lab call --path /    send a custom request, once or many times'
      : '  ./lab call --from POD URL   send a request from a pod, with its identity',
    `  edit a file of ${nameOf(overlayFolder(status))}: it is live within two seconds`,
  ];
}
