import { resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
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
