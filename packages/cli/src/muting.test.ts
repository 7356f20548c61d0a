import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { noteCause, openLesson } from '@lab/lessons';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CommandContext } from './command.ts';
import { analyzeCommand } from './commands/analyze.ts';
import { diffCommand } from './commands/diff.ts';
import { createTerminal } from './terminal.ts';

const INCIDENT = '13-after-hardening';
/** It says no host that there is. */
const ROUTE =
  'apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: {hosts: [a], http: [{route: [{destination: {host: nosuch}}]}]}\n';

let root: string;
let notes: string[];
let context: CommandContext;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'muting-'));
  notes = [];
  const terminal = {
    ...createTerminal(process.stdout, process.stderr),
    note: (line: string) => notes.push(line),
  };
  const { signal } = new AbortController();
  context = { root, cwd: root, signal, terminal: { ...terminal, paint: (_, text) => text } };
  vi.stubEnv('LAB_WORKBENCH', '');
  put('workbench/route.yaml', ROUTE);
  put('workbench/.saved/01-a/route.yaml', 'kind: [\n');
  openLesson(join(root, 'workbench'), INCIDENT, { isIncident: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
const analyze = (...file: string[]) => analyzeCommand.run(context, { file } as never);

it.each(['workbench', 'workbench/route.yaml', '.'])(
  'analyze -f %s says nothing of files of an incident that is open',
  async (path) => {
    expect(await analyze(path)).toEqual({ exitCode: 0 });
    expect(notes).toEqual([expect.stringContaining(`The incident ${INCIDENT} is open`)]);
    noteCause(join(root, 'workbench'), INCIDENT, 'found');
    expect(await analyze(path)).toMatchObject({ exitCode: 1, output: expect.stringContaining('nosuch') });
    expect(notes).toHaveLength(1);
  },
);

it('analyze says what is wrong with other files, and what would not be applied', async () => {
  put('own/route.yaml', ROUTE.replace('name: a', 'name: b'));
  expect(await analyze('.')).toMatchObject({ output: expect.stringMatching(/^own\/route\.yaml/) });
  expect((await analyze('.')).output).not.toContain('workbench');
  put('workbench/route.yaml', 'kind: [\n');
  expect(await analyze('workbench')).toMatchObject({
    output: expect.stringContaining('workbench/route.yaml'),
  });
});

it('diff compares nothing while it is muted, and ends as where a side cannot be read', async () => {
  const sides = ['./workbench', 'workbench/route.yaml'];
  expect(await diffCommand.run(context, { sides } as never)).toMatchObject({
    exitCode: 2,
    output: expect.stringContaining('are muted'),
  });
  expect(await diffCommand.run(context, { sides, json: true } as never)).toEqual({
    exitCode: 2,
    output: JSON.stringify({ muted: INCIDENT }, null, 2),
  });
});
