import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { BuildResult } from './build-overlay.ts';
import { findKustomize, type Kustomize } from './find-kustomize.ts';
import { postRender } from './post-render.ts';

const packaged = await findKustomize({ PATH: '' });
const preferred = await findKustomize();
const binaries = [...new Map([packaged, preferred].map((binary) => [binary.version, binary])).values()];

const account = (name: string) => `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: ${name}}\n`;
const LABEL = 'labels: [{pairs: {team: a}}]\n';
const FILES = {
  'component/kustomization.yaml': `kind: Component\n${LABEL}resources: [added.yaml]\n`,
  'component/added.yaml': account('added'),
  // No kind is kind: Kustomization.
  'overlays/mine/kustomization.yaml': `${LABEL}resources: [../../base]\npatches: [{path: patch.yaml, target: {name: chart}}]\n`,
  'overlays/mine/patch.yaml': '- {op: add, path: /metadata/annotations, value: {patched: yes-it-is}}\n',
  'base/kustomization.yaml': 'resources: [base.yaml]\n',
  'base/base.yaml': account('base'),
};

let root: string;
const workDir = () => join(root, '.lab/post-render');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'post-render-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function run(
  kustomize: Kustomize,
  folders: readonly string[],
  stream: string,
  changes: Record<string, string> = {},
): Promise<BuildResult> {
  for (const [path, text] of Object.entries({ ...FILES, ...changes })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return postRender({ kustomize, root, folders, stream, workDir: workDir() });
}

function names(result: BuildResult) {
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return [...result.yaml.matchAll(/^ {2}name: (.*)$/gm)].map(([, name]) => name);
}

describe.each(binaries)('kustomize $version', (kustomize) => {
  test('a component sees what the chart has, and adds its own', async () => {
    const result = await run(kustomize, ['component'], `---\n# Source: x\n${account('chart')}`);
    expect(names(result)).toEqual(['added', 'chart']);
    expect(result.ok && result.yaml.match(/team: a/g)).toHaveLength(2);
    expect(readdirSync(workDir())).toEqual([]);
  });

  test('an overlay does the same, with what it builds on', async () => {
    const result = await run(kustomize, ['overlays/mine'], account('chart'));
    expect(names(result)).toEqual(['base', 'chart']);
    expect(result.ok && result.yaml.match(/patched: yes-it-is/g)).toHaveLength(1);
  });

  test('several, one after the other', async () => {
    const result = await run(kustomize, ['component', 'overlays/mine'], account('chart'));
    expect(names(result)).toEqual(['added', 'base', 'chart']);
  });

  test('a chart may render to nothing', async () => {
    expect(names(await run(kustomize, ['component'], '---\n# Source: x\n'))).toEqual(['added']);
    expect(names(await run(kustomize, ['component'], ''))).toEqual(['added']);
  });

  test('what is wrong with an overlay is found in its own file', async () => {
    const text = 'resources:\n- nosuch.yaml\n';
    expect(await run(kustomize, ['overlays/mine'], '', { 'overlays/mine/kustomization.yaml': text })).toEqual(
      {
        ok: false,
        findings: [
          {
            code: 'LAB0102',
            severity: 'error',
            message: 'nosuch.yaml does not exist',
            location: { file: 'overlays/mine/kustomization.yaml', line: 2 },
          },
        ],
      },
    );
    expect(readdirSync(workDir())).toEqual([]);
  });

  test('a kustomization that is broken', async () => {
    const broken = { 'component/kustomization.yaml': 'kind: Component\nresources: [\n' };
    expect(await run(kustomize, ['component'], '', broken)).toMatchObject({
      findings: [{ location: { file: 'component/kustomization.yaml' } }],
    });
  });

  test('a resource that the chart has already', async () => {
    expect(await run(kustomize, ['component'], account('added'))).toMatchObject({
      findings: [
        {
          message: expect.stringMatching(/^ServiceAccount .* exists twice/),
          location: { file: 'component/added.yaml' },
        },
      ],
    });
  });

  test('what is wrong with the stream itself is in the stream', async () => {
    expect(await run(kustomize, ['component'], `${account('chart')}---\nkind: [\n`)).toMatchObject({
      findings: [{ code: 'LAB0101', location: { file: 'standard input', line: 6 } }],
    });
    expect(await run(kustomize, ['component'], `${account('a')}---\n${account('a')}`)).toMatchObject({
      findings: [{ code: 'LAB0104', location: { file: 'standard input' } }],
    });
  });

  test('a folder that is not there', async () => {
    expect(await run(kustomize, ['nosuch'], '')).toMatchObject({
      findings: [{ code: 'LAB0102', message: 'folder nosuch does not exist' }],
    });
  });
});
