import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { analyzeFiles } from './analyze-files.ts';
import { UsageError } from './command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'analyze-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const BROKEN = 'kind: [\n';
const places = async (files: readonly string[], input = '') => {
  const findings = await analyzeFiles(folder, files, Readable.from([Buffer.from(input)]));
  return findings.map(({ code, location }) => `${code} ${location?.file}:${location?.line}`);
};

test('a folder: the YAML and JSON of it and of the folders below, in the order of the names', async () => {
  write({
    'a/z.yaml': BROKEN,
    'a/b/c.yml': BROKEN,
    'a/b/d.json': '{',
    'a/notes.txt': BROKEN,
    'a/kustomization.yaml': 'kind: Kustomization\n',
    'a/.saved/b.yaml': BROKEN,
    'a/.progress.json': '{',
    'other.yaml': BROKEN,
  });
  expect(await places(['a'])).toEqual(['LAB0101 a/b/c.yml:2', 'LAB0101 a/b/d.json:1', 'LAB0101 a/z.yaml:2']);
  expect(await places(['./a/b'])).toEqual(['LAB0101 a/b/c.yml:2', 'LAB0101 a/b/d.json:1']);
});

test('standard input, alone and beside files', async () => {
  write({ 'a.yaml': BROKEN });
  expect(await places(['-'], BROKEN)).toEqual(['LAB0101 standard input:2']);
  expect(await places(['a.yaml', '-'], BROKEN)).toEqual(['LAB0101 a.yaml:2', 'LAB0101 standard input:2']);
  expect(await places(['-'])).toEqual([]);
});

test('files of one folder know of each other', async () => {
  const route = (host: string) =>
    `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: {hosts: [web], http: [{route: [{destination: {host: ${host}}}]}]}\n`;
  const service =
    'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{name: http, port: 80}]}\n';
  write({ 'a/route.yaml': route('web'), 'a/sub/service.yaml': service });
  expect(await places(['a'])).toEqual([]);
});

test.each([
  ['nosuch.yaml', /^cannot read nosuch\.yaml: no such file or folder$/],
  ['empty', /^neither empty nor its subfolders contain a \.yaml/],
])('%s is refused in words', async (path, message) => {
  mkdirSync(join(folder, 'empty'));
  const refusal = await places([path]).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(UsageError);
  expect((refusal as Error).message).toMatch(message);
});
