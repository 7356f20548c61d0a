import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArtifacts } from './artifacts.ts';

describe('readArtifacts', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'artifacts-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function read(skaffoldYaml: string) {
    writeFileSync(join(root, 'skaffold.yaml'), skaffoldYaml);
    return readArtifacts(root);
  }

  it('reads every module of the file', () => {
    const { artifacts, findings } = read(`
metadata: { name: istio }
deploy: { helm: {} }
---
build:
  artifacts:
  - { image: frontend, docker: { buildArgs: { APP: web } } }
  - { image: backend, context: ., docker: { buildArgs: { APP: backend } } }
---
build: { artifacts: [{ image: ml, context: apps/ml, docker: { target: dev } }, { image: tool }] }
---
`);
    expect(findings).toEqual([]);
    expect(artifacts).toEqual([
      { image: 'frontend', folder: 'apps/web' },
      { image: 'backend', folder: 'apps/backend' },
      { image: 'ml', folder: 'apps/ml' },
      { image: 'tool', folder: '.' },
    ]);
  });

  it('says where a later module is broken', () => {
    const { artifacts, findings } = read('kind: Config\n---\nbuild:\n  artifacts: [\n');
    expect(artifacts).toEqual([]);
    expect(findings).toMatchObject([{ code: 'LAB0101', location: { file: 'skaffold.yaml', line: 5 } }]);
  });

  it('has none where there is no file', () => {
    rmSync(join(root, 'skaffold.yaml'), { force: true });
    expect(readArtifacts(root).findings).toMatchObject([{ code: 'LAB0201' }]);
  });
});
