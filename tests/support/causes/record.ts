import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adminClient } from '@lab/envoy';
import type { LabStatus, PodStatus } from '@lab/local';
import { podEvidence } from '../../../packages/mesh-client/src/why/lab-evidence.ts';
import { ownPlace } from '../lab/places.ts';
import { readCases } from './cases.ts';
import { type RecordedCase, readRecorded, recordedFile } from './recorded.ts';

/** Whether this run records what Envoys write, for unit tests. */
export const isRecording: boolean = process.env.RECORD_CAUSES === '1';

/** The statistics that causes look at. */
const STATISTICS =
  '^cluster\\..*(overflow|membership_total|ejections_active|update_(success|empty|failure))$|ssl\\.fail_verify_no_cert$';

/** Starts a recording anew, with what cannot be recorded again. */
export function startRecording(): void {
  const names = new Set(readCases().flatMap(({ name, recordedOnly }) => (recordedOnly ? name : [])));
  const kept = [...readRecorded().values()].filter(({ name }) => names.has(name));
  writeFileSync(recordedFile, kept.map((one) => `${JSON.stringify(one)}\n`).join(''));
}

/** Adds what there is of a case: the lines of access logs since it began, and the statistics of the clusters in them. */
export async function recordCase(name: string, { pods }: LabStatus, since: number): Promise<void> {
  const lines = linesSince(since);
  const text = lines.map(([, line]) => line).join();
  const statistics = Object.fromEntries(
    await Promise.all(pods.map(async (pod) => [`${pod.namespace}/${pod.name}`, await counted(pod, text)])),
  );
  const recorded: RecordedCase = { name, lines, statistics, pods: pods.map(podEvidence) };
  appendFileSync(recordedFile, `${JSON.stringify(recorded)}\n`);
}

function linesSince(since: number): [pod: string, line: string][] {
  const folder = join(ownPlace.dir, 'logs');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.access.log'))
    .flatMap((file) => {
      const [namespace = '', name = ''] = file.split('.');
      const lines = readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean);
      return lines
        .filter((line) => Date.parse(JSON.parse(line).start_time) >= since)
        .map((line): [string, string] => [`${namespace}/${name}`, line]);
    });
}

/** Those of clusters that the lines name, and of listeners; without those that are nothing special. */
async function counted({ sidecar }: PodStatus, text: string): Promise<Record<string, number>> {
  const none = new Map<string, number>();
  // One that was killed tells nothing.
  const stats = sidecar
    ? await adminClient(sidecar.adminSocket)
        .stats(STATISTICS)
        .catch(() => none)
    : none;
  const isNamed = (name: string) => {
    const [, cluster = ''] = /^cluster\.([^;]*);?\./.exec(name) ?? [];
    return name.startsWith('listener.') || text.includes(`"${cluster}"`);
  };
  return Object.fromEntries(
    [...stats].filter(([name, value]) => isNamed(name) && (value > 0 || name.endsWith('membership_total'))),
  );
}
