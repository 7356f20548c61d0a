import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { choiceFrom } from './overlay-options.ts';
import { runProgram } from './program.ts';
import { createTerminal } from './terminal.ts';

const root = resolve(import.meta.dirname, '../../..');

/** A command as a person types it; what it wrote to stderr, and its result. */
async function run(...args: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const terminal = createTerminal(stdout, stderr);
  const result = await runProgram(args, { root, cwd: root, terminal, signal: new AbortController().signal });
  stderr.end();
  return { ...result, stderr: await text(stderr) };
}

test.each([
  ['render', ['render', 'local']],
  ['a path', ['render', 'k8s/overlays/local']],
  ['analyze', ['analyze', 'local']],
  ['chart', ['chart', 'local']],
])('a component to leave out has to be there: %s', async (_, args) => {
  const { exitCode, stderr } = await run(...args, '--without', 'strict-mtl');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('the overlay local has no component of that name: did you mean "strict-mtls"?');
  expect(stderr).toMatch(/it has strict-mtls, authorization, .*tracing/);
});

test('options for components may be lists, and there more than once', async () => {
  const { output = '' } = await run(
    ...['render', 'local', '--without', 'strict-mtls,authorization', '--without', 'tracing'],
    ...['--with', 'permissive-mtls', '--with', 'canary-50'],
  );
  const kinds = [...output.matchAll(/^kind: (.+)$/gm)].map(([, kind]) => kind);
  expect(kinds).not.toContain('AuthorizationPolicy');
  expect(kinds).not.toContain('Telemetry');
  expect(output.match(/mode: (STRICT|PERMISSIVE)/g)).toEqual(['mode: PERMISSIVE']);
  expect(output.match(/weight: 50$/gm)).toHaveLength(6);
});

const own = { manifests: 'k8s', overlay: 'local' };

test.each([
  ['none', undefined, own],
  ['a name', 'kind', { manifests: 'k8s', overlay: 'kind' }],
  ['the path of an overlay', 'k8s/overlays/kind', { manifests: 'k8s', overlay: 'kind' }],
  ['the path of another folder', './k8s/observability', { manifests: 'k8s/observability' }],
])('an overlay is %s', (_, overlay, choice) => {
  const options = { with: ['jwt'], ...(overlay && { overlay }) };
  expect(choiceFrom({ root, cwd: root }, options)).toEqual({ ...choice, components: ['jwt'], without: [] });
});

test('a path counts from where the command was called', () => {
  const choice = choiceFrom({ root, cwd: join(root, 'k8s/base') }, { overlay: '../overlays/local' });
  expect(choice).toMatchObject(own);
});

test('a path and other manifests are two ways to say the same', async () => {
  const { exitCode, stderr } = await run('analyze', './k8s/observability', '--manifests', 'k8s');
  expect(stderr).toContain('./k8s/observability is not an overlay of k8s');
  expect(exitCode).toBe(2);
});

test.each(['up', 'analyze', 'render', 'chart', 'post-render'])(
  '%s takes the overlay as an argument, and help says so in the same words',
  async (command) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const terminal = createTerminal(stdout, stderr);
    await runProgram([command, '--help'], {
      root,
      cwd: root,
      terminal,
      signal: new AbortController().signal,
    });
    stdout.end();
    expect(await text(stdout)).toMatch(/^ {2}overlay +name of a folder in overlays\/.*, or a path/m);
  },
);

test('up takes --overlay too, but not both', async () => {
  const { exitCode, stderr } = await run('up', 'local', '--overlay', 'kind');
  expect(stderr).toContain('the overlay is given twice ("local" and --overlay "kind"): name it once');
  expect(exitCode).toBe(2);
});
