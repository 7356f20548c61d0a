/** What `./lab explain` prints of the project's own overlay with a component more: read each file of testdata/explain. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { explainText } from '../render/explain-text.ts';
import { explainFiles } from './explain-files.ts';
import type { ExplainOptions } from './explain-options.ts';

const root = resolve(import.meta.dirname, '../../../..');
const GOLDEN = join(import.meta.dirname, '../../testdata/explain');

const BACKEND = 'http://backend-service.backend:8080/classify';
const ML = 'http://ml-service.ml:5000/predict';

/** By the name of the golden file: the components on top of overlay `local`, those that are left out, and the options. */
const CASES: Readonly<
  Record<
    string,
    readonly [components: string[], without: string[], options: ExplainOptions & { verbose?: boolean }]
  >
> = {
  application: [[], [], { next: [BACKEND, ML] }],
  'canary-verbose': [[], [], { canary: true, next: [BACKEND], verbose: true }],
  'default-verbose': [[], [], { next: [BACKEND], verbose: true }],
  'denied-identity': [[], [], { from: 'ml-stable', url: BACKEND, verbose: true }],
  egress: [['egress'], [], { from: 'backend-stable', url: 'http://www.example.com/' }],
  'egress-blocked': [['egress'], [], { from: 'frontend-stable', url: 'http://elsewhere.example/' }],
  'fault-injection': [['fault-injection'], [], { from: 'backend-stable', url: ML, method: 'POST' }],
  'gateway-closed-port': [[], [], { url: 'https://frontend.localhost/' }],
  'gateway-api': [['gateway-api'], [], { next: [BACKEND], verbose: true }],
  'jwt-missing': [['jwt'], [], {}],
  mirroring: [['mirroring'], [], { from: 'backend-stable', url: ML }],
  'missing-port': [[], [], { from: 'backend-stable', url: 'http://ml-service.ml:9999/predict' }],
  'missing-port-blocked': [
    ['egress'],
    [],
    { from: 'frontend-stable', url: 'http://backend-service.backend:80/' },
  ],
  'missing-port-outside': [[], [], { from: 'outside', url: 'http://ml-service.ml:80/predict' }],
  'permissive-outside': [['permissive-mtls'], ['strict-mtls'], { from: 'outside', url: BACKEND }],
  'retries-timeouts': [['retries-timeouts'], [], { from: 'frontend-stable', url: BACKEND }],
  'strict-outside': [[], [], { from: 'outside', url: BACKEND }],
  'tls-to-http-port': [[], [], { from: 'backend-stable', url: 'https://ml-service.ml:5000/predict' }],
  'unknown-host': [[], [], { host: 'nosuch.localhost' }],
  'unknown-host-allowed': [[], [], { from: 'backend-stable', url: 'http://elsewhere.example/' }],
  'unknown-name': [[], [], { from: 'backend-stable', url: 'http://ml-service:5000/predict' }],
};

// Other tests analyse files of this checkout at the same time.
const work = mkdtempSync(join(tmpdir(), 'explain-'));
beforeAll(() => void vi.stubEnv('LAB_DIR', work));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(work, { recursive: true, force: true });
});

describe('the explanation', () => {
  it.each(Object.entries(CASES))('of %s', async (name, [components, without, options]) => {
    const choice = { manifests: 'k8s', overlay: 'local', components, without };
    const explained = await explainFiles({ root, cwd: root }, choice, options);
    if ('findings' in explained) throw new Error(JSON.stringify(explained.findings));
    const style = { paint: (_: unknown, text: string) => text, nameOf: (file: string) => file };
    const lines = explainText(explained.explanation, { ...style, verbose: options.verbose ?? false });
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(GOLDEN, `${name}.txt`));
  });

  it('has no golden file more', () => {
    const names = existsSync(GOLDEN) ? readdirSync(GOLDEN) : [];
    expect(names.sort()).toEqual(
      Object.keys(CASES)
        .map((name) => `${name}.txt`)
        .sort(),
    );
  });
});
