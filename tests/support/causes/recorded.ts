import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AccessLogEntry, type Evidence, type EvidencePod, readAccessLogEntry } from '@lab/evidence';
import { buildMesh, type Mesh, parseResources } from '@lab/istio';
import { causesFolder } from './cases.ts';

/** What Envoys wrote and counted of a case: the evidence of a failure, without a lab. */
export interface RecordedCase {
  readonly name: string;
  /** `NAMESPACE/NAME` of a pod, and a line of its access log. */
  readonly lines: readonly (readonly [pod: string, line: string])[];
  /** Counters and gauges by the pod of the proxy. */
  readonly statistics: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly pods: readonly EvidencePod[];
}

/** Where a run of tests/lab/causes.e2e.test.ts with RECORD_CAUSES=1 writes them, a case a line. */
export const recordedFile: string = join(causesFolder, 'recorded.jsonl');

/** The recorded cases, by name. */
export function readRecorded(): ReadonlyMap<string, RecordedCase> {
  const lines = readFileSync(recordedFile, 'utf8').split('\n').filter(Boolean);
  return new Map(lines.map((line) => JSON.parse(line) as RecordedCase).map((one) => [one.name, one]));
}

/** The mesh of all cases, as the lab has it. */
export function casesMesh(): Mesh {
  const platform = resolve(causesFolder, '../../../k8s/platform');
  const files = [
    ...['mesh', 'edits'].flatMap((folder) =>
      readdirSync(join(causesFolder, folder)).map((name) => join(causesFolder, folder, name)),
    ),
    ...['istio-system.yaml', 'ingress-gateway.yaml'].map((name) => join(platform, name)),
  ];
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n---\n');
  return buildMesh(parseResources(text).resources);
}

/** The entries of a recorded case, and what was known beside them. */
export function recordedEvidence(
  mesh: Mesh,
  { lines, statistics, pods }: RecordedCase,
): { readonly entries: readonly AccessLogEntry[]; readonly evidence: Evidence } {
  const entries = lines.flatMap(([pod, line]) => readAccessLogEntry(pod, line) ?? []);
  const evidence: Evidence = {
    ...{ mesh, pods },
    statistics: async (pod, filter) => {
      const pattern = new RegExp(filter);
      return new Map(Object.entries(statistics[pod] ?? {}).filter(([name]) => pattern.test(name)));
    },
    applicationLog: async () => [],
    connectionLog: async (pod, address) =>
      entries.filter((entry) => entry.pod === pod && entry.upstreamLocalAddress === address),
  };
  return { entries, evidence };
}
