/** The rules of `npm run boundaries` refuse what they are there for, shown on a small tree of files. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');

/** What holds: one import along each kind of arrow. */
const sound = {
  'packages/istio/src/findings/finding.ts': 'export interface Finding { readonly code: string }',
  'packages/istio/src/model/mesh.ts': "export type { Finding } from '../findings/finding.ts';",
  'packages/istio/src/analysis/rule.ts': "export type { Finding } from '../model/mesh.ts';",
  'packages/istio/src/model/values.ts': 'export type Milliseconds = number;',
  'packages/istio/src/model/duration.ts':
    "import type { Milliseconds } from './values.ts';\nexport const parseDuration = (text: string): Milliseconds => text.length;",
  'packages/istio/src/resources/b.ts': 'export type Text = string;',
  'packages/istio/src/xds/routes/retry.ts':
    "import type { Milliseconds } from '../../model/values.ts';\nexport const retry: Milliseconds = 1;",
  'packages/istio/src/xds/translate.ts': "export { retry } from './routes/retry.ts';",
  'packages/istio/src/explain/b.ts': "export { retry } from '../xds/translate.ts';",
  'packages/local/src/lab.ts': "export type { Finding } from '../../istio/src/model/mesh.ts';",
  'packages/cli/src/main.ts': "import '../../local/src/lab.ts';",
  'apps/backend/src/main.ts': 'export const backend = 1;',
};

/** The other halves of circles, which are reported once. */
const halves = {
  'packages/local/src/b.ts': "import './a.ts';",
  'packages/local/src/d.ts': "import type { C } from './c.ts';\nexport interface D { c?: C }",
};

/** What does not hold, and the rule that refuses it. */
const broken: readonly (readonly [what: string, file: string, text: string, rule: string])[] = [
  ['a circle', 'packages/local/src/a.ts', "import './b.ts';", 'no-circle'],
  [
    'a circle of types only',
    'packages/local/src/c.ts',
    "import type { D } from './d.ts';\nexport interface C { d: D }",
    'no-circle',
  ],
  [
    'an import against the arrows',
    'packages/local/src/e.ts',
    "import '../../cli/src/main.ts';",
    'local-imports-only-errors-istio-envoy-kustomize-process-stand-in',
  ],
  [
    'a type imported against the arrows',
    'packages/observe/src/a.ts',
    "import type { Finding } from '../../istio/src/findings/finding.ts';\nexport type A = Finding;",
    'observe-imports-only-itself',
  ],
  [
    'an application that knows the lab',
    'apps/frontend/a.ts',
    "import '../../packages/local/src/lab.ts';",
    'apps-know-nothing-of-the-lab',
  ],
  [
    'a model that knows analysis',
    'packages/istio/src/model/a.ts',
    "import type { Finding } from '../analysis/rule.ts';\nexport type A = Finding;",
    'istio-model-imports-only-findings-resources',
  ],
  [
    'resources that know analysis',
    'packages/istio/src/resources/a.ts',
    "import '../analysis/rule.ts';",
    'istio-resources-imports-only-findings',
  ],
  [
    'a translation that reads resources',
    'packages/istio/src/xds/a.ts',
    "import type { Text } from '../resources/b.ts';\nexport type A = Text;",
    'istio-xds-imports-only-model',
  ],
  [
    'a translation that parses',
    'packages/istio/src/xds/c.ts',
    "import { parseDuration } from '../model/duration.ts';\nexport const c = parseDuration('1s');",
    'xds-parses-nothing',
  ],
  [
    'an explanation that knows how the configuration comes about',
    'packages/istio/src/explain/a.ts',
    "import '../xds/routes/retry.ts';",
    'explain-reads-what-envoy-reads',
  ],
  ['istio that reads files', 'packages/istio/src/a.ts', "import 'node:fs';", 'istio-is-pure'],
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string; readonly severity: string };
}

let tree: string;
let violations: readonly Violation[];

beforeAll(async () => {
  tree = mkdtempSync(join(tmpdir(), 'boundaries-'));
  for (const [path, text] of [
    ...Object.entries({ ...sound, ...halves }),
    ...broken.map(([, file, text]) => [file, text] as const),
  ]) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), `${text}\n`);
  }
  violations = await cruise();
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** What `npm run boundaries` finds in the tree. */
function cruise(): Promise<readonly Violation[]> {
  const config = join(root, '.dependency-cruiser.mjs');
  const args = [depcruise, '--config', config, '--output-type', 'json', 'packages', 'apps'];
  return new Promise((resolve, reject) => {
    // Its exit code is the number of errors.
    execFile(process.execPath, args, { cwd: tree }, (_error, stdout, stderr) => {
      if (stdout)
        resolve((JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations);
      else reject(new Error(stderr));
    });
  });
}

/** The rules that refuse an import of a file, by their severity. */
function rulesAgainst(file: string): readonly string[] {
  const own = violations.filter(({ from }) => from === file);
  return [...new Set(own.map(({ rule }) => `${rule.severity} ${rule.name}`))];
}

test.each(broken)('%s is an error', (_, file, _text, rule) => {
  expect(rulesAgainst(file)).toEqual([`error ${rule}`]);
});

test('imports along the arrows pass', () => {
  expect(Object.keys(sound).flatMap(rulesAgainst)).toEqual([]);
});
