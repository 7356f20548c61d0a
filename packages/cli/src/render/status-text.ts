import type { MeshPod, MeshStatus } from '@lab/mesh-client';
import type { Paint } from '../terminal.ts';
import { editsLine } from './edits-line.ts';
import type { NameOfFile } from './file-names.ts';
import { findingLines } from './finding-lines.ts';
import { standInLine } from './stand-in-line.ts';
import { table } from './table.ts';

const header = ['service', 'version', 'pod', 'process', 'sidecar', 'ready', ''];

/** The pods as a table, why some are not ready, and what keeps the newest edit from taking effect. */
export function statusText(status: MeshStatus, paint: Paint, nameOf: NameOfFile): string {
  const findings = findingLines(status.findings ?? [], paint, nameOf);
  const standIns = standInLine(status.pods).flatMap((line) => ['', line]);
  const edits = editsLine(status).map((line) => paint('red', line));
  return [
    podTable(status.pods, paint),
    ...standIns,
    ...problemLines(status, paint),
    ...findings,
    ...edits,
  ].join('\n');
}

/** What a cluster says of pods that are not ready, and of those that are not there; the pods of a workload that say the same once. */
function problemLines({ pods, absent = [] }: MeshStatus, paint: Paint): string[] {
  const byText = Map.groupBy(
    pods.filter(({ problem }) => problem !== undefined),
    ({ namespace, workload, problem }) => `${namespace}/${workload}: ${problem}`,
  );
  const lines = [...byText].map(([text, { length }]) => (length > 1 ? `${length} × ${text}` : text));
  const missing = absent.map(
    ({ namespace, workload, reason }) => `${namespace}/${workload} has no pod: ${reason}`,
  );
  const all = [...lines, ...missing];
  return all.length === 0 ? [] : ['', paint('red', 'not ready:'), ...all.map((line) => `  ${line}`)];
}

/** One row a pod: what it is, whether its process and its sidecar run, and why they were started again. */
export function podTable(pods: readonly MeshPod[], paint: Paint): string {
  return table(
    header,
    pods.map((pod) => podRow(pod, paint)),
    paint,
  );
}

function podRow(pod: MeshPod, paint: Paint): string[] {
  const { labels, name, workload, application, sidecar, ready, draining, standIn } = pod;
  const state = draining ? paint('yellow', 'draining') : ready ? paint('green', 'yes') : paint('red', 'no');
  return [
    labels.app ?? workload,
    labels.version ?? '–',
    name,
    application ? applicationCell(application, standIn, paint) : '–',
    sidecar ? processCell(sidecar, paint) : '–',
    state,
    restarts(pod, paint),
  ];
}

function applicationCell(
  application: NonNullable<MeshPod['application']>,
  standIn: true | undefined,
  paint: Paint,
) {
  return standIn && application.phase === 'running' ? 'stand-in' : processCell(application, paint);
}

function processCell(
  { phase, pid, reason }: { readonly phase: string; readonly pid?: number; readonly reason?: string },
  paint: Paint,
): string {
  if (phase === 'running') return pid === undefined ? phase : `${phase} (${pid})`;
  return paint('yellow', reason ?? phase);
}

function restarts({ application, sidecar }: MeshPod, paint: Paint): string {
  const notes = [
    ['process', application],
    ['sidecar', sidecar],
  ] as const;
  return notes
    .filter(([, part]) => part && part.restarts > 0)
    .map(([name, part]) => {
      const why = part?.lastExit ? `, last: ${part.lastExit}` : '';
      return paint('yellow', `${name} restarted ${part?.restarts} ×${why}`);
    })
    .join('; ');
}
