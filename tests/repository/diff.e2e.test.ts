/** `./lab diff` of revisions, in a repository with two commits: the workflow for pull requests, the page, and what a tree may hold. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Change } from '@lab/istio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { matchesOutput, pageSteps } from '../support/pages/page-steps.ts';
import { type ForkedRepository, forkRepository } from '../support/repository/forked-repository.ts';

const root = resolve(import.meta.dirname, '../..');
const ROUTING = 'k8s/base/backend/routing.yaml';
const POLICY = 'k8s/components/authorization/ml.yaml';

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { uses?: string; run?: string }[] }>>;
}

const workflow = parse(readFileSync(join(root, '.github/workflows/diff.yml'), 'utf8')) as Workflow;
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

let fork: ForkedRepository;
let edited: string;

beforeAll(() => {
  fork = forkRepository();
  edited = fork.read(ROUTING).replace('weight: 80', 'weight: 60').replace('weight: 20', 'weight: 40');
  expect(edited).not.toBe(fork.read(ROUTING));
});
afterAll(() => fork?.remove());

interface Diff {
  readonly before: string;
  readonly changes: readonly Change[];
}

async function diff(...args: string[]): Promise<Diff & { code: number }> {
  const { code, stdout, stderr } = await fork.lab('diff', ...args, '--json');
  if (code === 2) throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as Diff) };
}

/** A pull request's checkout: one more commit, of which the base is the first parent. */
function commitFiles(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) fork.write(path, text);
  fork.commit();
}

describe('the working tree', () => {
  it('is the last revision as long as nothing is edited', async () => {
    expect(await diff()).toMatchObject({ code: 0, before: 'HEAD', changes: [] });
  });

  it.each(
    pageSteps(readFileSync(join(root, 'docs/diff.md'), 'utf8')).flatMap((step) =>
      'command' in step ? [[step.command, step.output] as const] : [],
    ),
  )('is compared as docs/diff.md says: %s', async (command, output) => {
    const { code, stdout } = await fork.run('bash', '-c', command);
    expect(matchesOutput(output, stdout), stdout).toBe(true);
    expect(code).toBe(1);
  });

  it('with requests of a file changes only those', async () => {
    fork.write(
      'requests.yaml',
      '- {from: ml-stable, url: "http://backend-service.backend:8080/classify"}\n- {url: "http://frontend.localhost/"}\n',
    );
    const { changes } = await diff('HEAD', '--without', 'authorization', '--requests', 'requests.yaml');
    expect(changes.map(({ effect, to, count }) => ({ effect, to, count }))).toEqual([
      { effect: 'more-permissive', to: ['backend-service.backend:8080'], count: 1 },
    ]);
    rmSync(join(fork.root, 'requests.yaml'));
  });

  it.each([
    ['requests: []', 'is not a list of requests'],
    ['- {url: "ftp://nowhere"}', 'request 1 needs an http or https URL'],
    ['- {url: "http://a", form: me}', 'has "form"'],
  ])('refuses requests such as %s', async (text, message) => {
    fork.write('requests.yaml', text);
    const { code, stderr } = await fork.lab('diff', '--requests', 'requests.yaml');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    rmSync(join(fork.root, 'requests.yaml'));
  });

  it('that would be refused is not compared', async () => {
    const text = fork.read(POLICY);
    fork.write(POLICY, text.replace('rules:', 'rulez:'));
    const { code, stderr } = await fork.lab('diff');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(`${POLICY}:`) });
    fork.write(POLICY, text);
  });

  it('is none of a name that is nothing', async () => {
    const { code, stderr } = await fork.lab('diff', 'nosuch');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('no revision') });
  });
});

describe('the workbench of an open incident', () => {
  it('is not compared', async () => {
    const workbench = join(fork.root, 'workbench');
    mkdirSync(workbench);
    writeFileSync(
      join(workbench, '.progress.json'),
      JSON.stringify({ version: 1, muted: '13-after-hardening', lessons: {} }),
    );
    const { code, stdout } = await fork.lab('diff', 'HEAD', './workbench');
    expect({ code, stdout }).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('incident 13-after-hardening is open'),
    });
    const json = await fork.lab('diff', 'HEAD', './workbench', '--json');
    expect(JSON.parse(json.stdout)).toEqual({ muted: '13-after-hardening' });
    rmSync(workbench, { recursive: true });
  });
});

describe('what a chart prints', () => {
  it('comes from a file and from stdin', async () => {
    const { stdout } = await fork.lab('render', 'local');
    fork.write('before.yaml', stdout);
    const without = 'awk \'BEGIN{RS="---\\n";ORS="---\\n"} !/kind: AuthorizationPolicy/\' before.yaml';
    const { code, stdout: said } = await fork.run('bash', '-c', `${without} | ./lab diff before.yaml -`);
    expect(code).toBe(1);
    expect(said).toMatch(/^More permissive/);
    expect(said).toContain('AuthorizationPolicy ml/ml-callers removed');
    rmSync(join(fork.root, 'before.yaml'));
  });
});

describe('the workflow', () => {
  it('may read, and runs for no fork with more', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(Object.keys(workflow.on)).toEqual(['pull_request']);
    for (const { uses = '' } of steps) expect(uses).toMatch(/^$|@[0-9a-f]{40}$/);
  });

  it('writes what a pull request changes to the summary, the dangerous first', async () => {
    const policy = fork.read(POLICY);
    commitFiles({ [ROUTING]: edited, [POLICY]: policy.replace(/rules:[\s\S]*/, 'rules:\n  - {}\n') });
    const command = steps.flatMap(({ run }) => run ?? []).find((run) => run.includes('./lab diff')) ?? '';
    const summary = join(fork.root, '.lab/summary.md');
    mkdirSync(dirname(summary), { recursive: true });
    const { code, stdout, stderr } = await fork.run(
      'bash',
      '-ec',
      `export GITHUB_STEP_SUMMARY=${summary}; ${command}`,
    );
    expect(code, `${stdout}${stderr}`).toBe(0);
    const text = readFileSync(summary, 'utf8');
    expect(text).toMatch(/^### \d+ changes from HEAD\^1 to the working tree, \d+ of them dangerous/);
    expect(text).toMatch(/```text\nMore permissive: /);
    expect(text).toContain('AuthorizationPolicy ml/ml-callers');
    expect(text).toContain('stable 80%, canary 20% → stable 60%, canary 40%');
    expect(text).toContain(`${ROUTING}:`);
    expect(text.trimEnd().endsWith('```')).toBe(true);
  });
});

describe('a revision', () => {
  it('is named on both sides', async () => {
    const { code, changes } = await diff('HEAD^1', 'HEAD');
    expect(code).toBe(1);
    expect(changes[0]).toMatchObject({ effect: 'more-permissive', to: ['ml-service.ml:5000'] });
    expect(await diff('HEAD', 'HEAD')).toMatchObject({ code: 0, changes: [] });
  });

  it('runs no hook, follows no link and leaves nothing behind', async () => {
    const outside = join(fork.root, '..', `outside-${process.pid}`);
    const hook = join(fork.root, '.git/hooks/post-checkout');
    writeFileSync(hook, `#!/bin/sh\ntouch ${outside}\n`);
    chmodSync(hook, 0o755);
    fork.git('config', 'filter.evil.smudge', `touch ${outside}; cat`);
    fork.write('.gitattributes', '*.yaml filter=evil\n');
    // A folder that leads out, in the place of one that the overlay names.
    rmSync(join(fork.root, 'k8s/components/mirroring'), { recursive: true });
    symlinkSync('/etc', join(fork.root, 'k8s/components/mirroring'));
    fork.commit();
    rmSync(outside, { force: true });
    expect(await diff('HEAD~2', 'HEAD')).toMatchObject({ code: 1 });
    expect(existsSync(outside)).toBe(false);
    expect(readdirSync(join(fork.root, '.lab/diff'))).toEqual([]);
  });

  it.each(['--help', '--output=x', 'HEAD:k8s', '-x'])('is not %s', async (text) => {
    const { code } = await fork.lab('diff', '--', text);
    expect(code).toBe(2);
  });
});
