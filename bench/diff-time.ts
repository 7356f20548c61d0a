import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sizedMesh } from '@lab/istio/sized-mesh';
import { runCommand } from '@lab/process';
import { NotMeasured } from './not-measured.ts';
import { median } from './quantile.ts';
import type { BenchSection } from './section.ts';

const RUNS = 5;
const SERVICES = 60;

/** How long `./lab diff` takes as a whole command: of the local overlay, and of two meshes of 60 services. */
export const diffTime: BenchSection = {
  name: 'diff',
  summary: 'the time of ./lab diff',
  async measure({ root, progress, signal }) {
    const folder = join(root, '.lab/bench/diff');
    const before = writeMesh(join(folder, 'before'), sizedMesh(SERVICES));
    const after = writeMesh(join(folder, 'after'), edited(sizedMesh(SERVICES)));
    try {
      progress('overlay local with another component');
      const local = await times(root, ['HEAD', '--with', 'canary-50'], signal);
      progress(`two meshes of ${SERVICES} services`);
      const sized = await times(root, [before, after], signal);
      const row = (measure: string, value: number, most: number) =>
        ({ measure, unit: 'ms', with: value, aim: { of: 'with', most } }) as const;
      return [
        row('./lab diff HEAD --with canary-50, median', local, 2_000),
        row(`./lab diff of two meshes of ${SERVICES} services, median`, sized, 5_000),
      ];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function writeMesh(folder: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'mesh.yaml'), text);
  return folder;
}

/** A weight, a policy, and mutual TLS for all. */
function edited(text: string): string {
  const other = text.replace('weight: 90', 'weight: 70').replace('weight: 10', 'weight: 30');
  if (other === text) throw new Error('the mesh has no weights to edit');
  return `${other}---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: istio-system }
spec: { mtls: { mode: STRICT } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: callers, namespace: team-0 }
spec:
  selector: { matchLabels: { app: service-1 } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/team-0/sa/service-0] } }]
`;
}

/** Milliseconds, the median; that something changes is exit code 1. */
async function times(root: string, sides: readonly string[], signal: AbortSignal): Promise<number> {
  const taken: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    const { status, stderr } = await runCommand(join(root, 'lab'), ['diff', ...sides], { cwd: root, signal });
    signal.throwIfAborted();
    if (status !== 1) throw new NotMeasured(`./lab diff ended with exit code ${status}:\n${stderr}`);
    taken.push(performance.now() - start);
  }
  return median(taken);
}
