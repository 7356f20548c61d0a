/** The JSON of `./lab why`, as a whole: what lessons and scripts of other people rely on (docs/why.md, "JSON"). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSharedLab } from '../support/lab/shared-lab.ts';
import type { TestLab } from '../support/lab/test-lab.ts';

const patience = { timeout: 60_000, interval: 200 };
const recorded = join(import.meta.dirname, 'why-expected.json');
const page = readFileSync(join(import.meta.dirname, '../../docs/why.md'), 'utf8');

describe('the JSON of why', () => {
  let lab: TestLab;
  beforeAll(async () => {
    lab = await openSharedLab();
  });
  afterAll(() => lab?.close());

  it('is what was recorded, but for IDs, times, ports and the pod that answered', async () => {
    const url = 'http://backend-service.backend:8080/classify?token=secret';
    await lab.run('call', '--from', 'ml-stable', '-H', 'authorization: Bearer secret', url);
    await expect
      .poll(async () => (await lab.run('why', '--since', '1m', '--json')).stdout, patience)
      .toContain('"NO_ALLOW_RULE"');
    const { stdout } = await lab.run('why', '--json');
    expect(stdout).not.toContain('secret');
    const normalized = `${JSON.stringify(normalize(JSON.parse(stdout)), null, 2)}\n`;
    await expect(normalized).toMatchFileSnapshot(recorded);
  });

  it('has every field that docs/why.md lists, and no others', () => {
    const [, table = ''] = /^## JSON$.*?\| --- \| --- \|\n(.*?)\n\n/ms.exec(page) ?? [];
    const documented = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
    );
    const found = fieldsOf(JSON.parse(readFileSync(recorded, 'utf8')));
    expect(found.toSorted()).toEqual(documented.toSorted());
  });
});

/** What differs from run to run: IDs, times, durations, ports, pods of a workload, lines of manifests. */
function normalize(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((entry) => normalize(entry, name));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, normalize(entry, key)]));
  if (name === 'time') return 0;
  if (typeof value !== 'string') return value;
  if (/^(requestId|traceId)$/.test(name)) return 'ID';
  return value
    .replace(/\b127(\.\d+){3}:\d+/g, 'ADDRESS')
    .replace(/\b\d+ ms\b/g, '0 ms')
    .replace(/backend-stable-\d/g, 'backend-stable-0')
    .replace(/\S*(\/components\/\S+\.yaml):\d+/g, 'k8s$1:LINE');
}

/** The fields of a value as docs/why.md names them: `causes[].lines[].text`. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) {
    const fields = value.flatMap((entry) => fieldsOf(entry, `${path}[]`));
    return [...new Set([`${path}[]`, ...fields])];
  }
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, entry]) => fieldsOf(entry, path ? `${path}.${key}` : key));
}
