import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTool, type ToolRequirement } from './find-tool.ts';
import { helmRequirement, kindRequirement, kubectlRequirement, skaffoldRequirement } from './tools.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-tool-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, prints: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${prints}'\n`);
  chmodSync(path, 0o755);
  return path;
}

test.each<[ToolRequirement, string, string]>([
  [kubectlRequirement, '{ "clientVersion": { "gitVersion": "v1.36.4" } }', '1.36.4'],
  [kubectlRequirement, '{ "clientVersion": { "gitVersion": "v1.32.4-dispatcher" } }', '1.32.4'],
  [kindRequirement, 'kind v0.33.0 go1.26.8 linux/amd64', '0.33.0'],
  [helmRequirement, 'v3.22.0+gabcdef0', '3.22.0'],
  [helmRequirement, 'v3.22', '3.22'],
  [skaffoldRequirement, 'v2.16.1', '2.16.1'],
])('reads the version of $name from %j', async (requirement, prints, version) => {
  const path = program(requirement.name, prints);
  // Only the variable: PATH may have the real one.
  expect(await findTool(requirement, { [requirement.variable]: path })).toEqual({ path, version });
});

test('looks on PATH where the variable is not set', async () => {
  const path = program('kind', 'kind v0.34.1 go1.26.8 linux/amd64');
  expect(await findTool(kindRequirement, { PATH: folder })).toEqual({ path, version: '0.34.1' });
});

test.each([
  ['kind v0.32.9 go1.26.8 linux/amd64', 'is 0.32.9; version 0.33.0 or later is needed'],
  ['hello', 'does not answer `version` as kind does (exit 0)'],
])('does not take a kind that prints %j', async (prints, message) => {
  const path = program('kind', prints);
  await expect(findTool(kindRequirement, { PATH: folder })).rejects.toMatchObject({
    code: 'TOOL_UNUSABLE',
    message: `${path} ${message}`,
    remedy: expect.stringContaining('go install sigs.k8s.io/kind@v0.33.0'),
  });
});

test('does not take a Helm 4, with which skaffold cannot work', async () => {
  const path = program('helm', 'v4.3.1+g0a1b2c3');
  await expect(findTool(helmRequirement, { PATH: folder })).rejects.toMatchObject({
    code: 'TOOL_UNUSABLE',
    message: `${path} is 4.3.1; a version below 4 is needed`,
    remedy: expect.stringContaining('Helm 3'),
  });
});

test('says where it has looked when there is none', async () => {
  await expect(findTool(kindRequirement, { PATH: folder })).rejects.toMatchObject({
    code: 'TOOL_NOT_FOUND',
    message: 'there is no kind on PATH',
  });
  await expect(findTool(kindRequirement, { KIND_BIN: '/nowhere/kind' })).rejects.toMatchObject({
    message: 'KIND_BIN names /nowhere/kind, which does not exist',
  });
});
