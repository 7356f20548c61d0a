/**
 * The README of every component, walked without a cluster: its commands are run as they are written, in their order, on
 * one lab, and print what it says. What it says of a cluster is checked as far as files and names go.
 */
import { existsSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { LabStatus } from '@lab/local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type CommandLine, commandLine } from '../support/lab/command-line.ts';
import { ownPlace } from '../support/lab/places.ts';
import { type Ended, startProgram } from '../support/lab/run-command.ts';
import { type CommandStep, isChecked, matchesOutput, pageSteps } from '../support/pages/page-steps.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'k8s/components');
const components = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const readmeOf = (name: string) => {
  const file = join(folder, name, 'README.md');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

const commandsOf = (page: string) => pageSteps(page).flatMap((step) => ('command' in step ? step : []));

describe('the README of', () => {
  it.each(components)('%s has every part, and something to check', (name) => {
    const readme = readmeOf(name);
    const headings = [...readme.matchAll(/^#{1,2} (.*)$/gm)].map(([, heading]) => heading);
    const parts = [name, 'Try it and expect', 'Because', 'Undo', 'Notes'];
    expect(headings).toEqual(parts.slice(0, Math.max(4, headings.length)));
    expect(readme).toMatch(/cluster/);
    const [, tried = ''] = readme.split('## Try it and expect');
    expect(commandsOf(tried).filter(isChecked).length).toBeGreaterThan(0);
  });

  it.each(components)('%s says how a cluster is rid of all that it adds', (name) => {
    const readme = readmeOf(name);
    const [, undo = ''] = readme.split('## Undo');
    const { resources = [] } = parse(readFileSync(join(folder, name, 'kustomization.yaml'), 'utf8')) as {
      resources?: string[];
    };
    // Both mutual TLS components are the same object, which the other one takes over.
    const files = resources.filter((file) => file.endsWith('.yaml') && name !== 'permissive-mtls');
    for (const file of files) expect(undo).toContain(`-f k8s/components/${name}/${file}`);
    if (resources.length > files.length && name !== 'permissive-mtls')
      expect(undo).toContain('kubectl delete');
    const named = [...readme.matchAll(/k8s\/(?:components|overlays|cluster|platform)\/[\w./-]*[\w-]/g)];
    for (const [path] of named) expect(existsSync(join(root, path)), path).toBe(true);
    const links = [...readme.matchAll(/\]\((\.[^)#]*)/g)].map(([, link = '']) => link);
    for (const link of links) expect(existsSync(join(folder, name, link)), link).toBe(true);
  });

  it('the folder names every component', () => {
    const index = readFileSync(join(folder, 'README.md'), 'utf8');
    const named = [...index.matchAll(/^\| \[([\w-]+)\]\(\1\/README\.md\) \|/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(components.toSorted());
  });
});

describe('without a cluster', () => {
  const lab: CommandLine = commandLine(ownPlace.dir);
  beforeAll(async () => {
    await lab.run('down');
    const { code, stdout, stderr } = await sh('./lab up --detach');
    if (code !== 0) throw new Error(`the lab did not start\n${stdout}${stderr}`);
  });
  afterAll(() => lab.run('down'));

  /** A command line as a person would type it; a lab that it starts is that of the test. */
  function sh(line: string): Promise<Ended> {
    const command = line.replace('./lab up --detach', `./lab up --detach --port ${ownPlace.port}`);
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
    const env = { PATH, LAB_DIR: lab.dir, NO_COLOR: '1' };
    return startProgram('sh', ['-c', command], { cwd: root, env }).ended;
  }

  /** A README counts the lines of its own commands, not of those before. Envoy appends. */
  function emptyAccessLogs(): void {
    const logs = join(lab.dir, 'logs');
    for (const file of readdirSync(logs)) if (file.endsWith('.access.log')) truncateSync(join(logs, file));
  }

  async function walk({ command, output }: CommandStep): Promise<void> {
    const { stdout, stderr } = await sh(command);
    const printed = stdout || stderr;
    if (!matchesOutput(output, printed)) expect(printed, `$ ${command}\n${stderr}`).toBe(output.join('\n'));
  }

  // Counts that chance decides are outside of what a README gives once in hundreds of runs: never twice in a row.
  it.each(components)('%s does what its README says', { retry: 1, timeout: 240_000 }, async (name) => {
    emptyAccessLogs();
    try {
      for (const step of commandsOf(readmeOf(name))) await walk(step);
      const { components: on, without } = await lab.json<LabStatus>('status');
      expect({ on, without }, 'what "Undo" leaves').toEqual({ on: [], without: [] });
    } finally {
      await lab.run('up', '--overlay', 'local');
    }
  });
});
