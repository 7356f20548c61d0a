import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStartCommand } from './start-command.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = realpathSync(mkdtempSync(join(tmpdir(), 'start-command-')));
  folder = join(parent, 'app');
  mkdirSync(folder);
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

function read(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return readStartCommand(folder, { root: join(parent, 'lab'), manifests: parent });
}

const started = (isNode: boolean, ...words: string[]) => ({
  words: words.map((word) => [word]),
  isNode,
});
const script = (start: string) => JSON.stringify({ scripts: { start } });

describe('readStartCommand', () => {
  it.each([
    ['a Procfile', { Procfile: 'web: python3 server.py\n' }, started(false, 'python3', 'server.py')],
    [
      'one with other processes and comments',
      { Procfile: '# a\nworker: b c\r\nweb:   ./serve --fast \r\n' },
      started(false, './serve', '--fast'),
    ],
    ['Node by a Procfile', { Procfile: 'web: node a.js' }, started(true, 'node', 'a.js')],
    [
      'package.json',
      { 'package.json': script('node --flag "a b.js"') },
      started(true, 'node', '--flag', 'a b.js'),
    ],
    [
      'the Procfile of both',
      { Procfile: 'web: ruby a.rb', 'package.json': script('node a.js') },
      started(false, 'ruby', 'a.rb'),
    ],
  ])('reads %s', (_, files, command) => expect(read(files)).toEqual({ ...command, cwd: folder }));

  it.each([
    ['no file', {}, 'has no Procfile and no package.json that says how to start it'],
    ['no web line', { Procfile: 'release: a\nweb:\n' }, 'has no line "web: COMMAND" in its Procfile'],
    [
      'a shell',
      { Procfile: 'web: cd src && python3 a.py' },
      'has the command "cd src && python3 a.py", which needs a shell for "&", and is run without one',
    ],
    [
      'a variable before the program',
      { Procfile: 'web: LD_PRELOAD=/x.so python3 a.py' },
      'has the command "LD_PRELOAD=/x.so python3 a.py", which does not begin with a program',
    ],
    [
      'a program from outside',
      { Procfile: 'web: "$HOST" a' },
      'has the command ""$HOST" a", which does not begin with a program',
    ],
    ['no start script', { 'package.json': '{}' }, 'has no start script in its package.json'],
    ['broken JSON', { 'package.json': '{' }, 'has a package.json that is no JSON'],
    [
      'another program in package.json',
      { 'package.json': script('next start') },
      'has the start script "next start", which is no node command: put any other one into a Procfile',
    ],
  ])('says what is wrong: %s', (_, files, problem) => expect(read(files)).toBe(problem));

  it('follows no link out of the folder', () => {
    writeFileSync(join(parent, 'Procfile'), 'web: ./evil');
    symlinkSync('../Procfile', join(folder, 'Procfile'));
    expect(read({})).toBe('has a Procfile that is a link out of the folder, so it is not followed');
    rmSync(join(folder, 'Procfile'));
    writeFileSync(join(parent, 'package.json'), script('node evil.js'));
    symlinkSync(join(parent, 'package.json'), join(folder, 'package.json'));
    expect(read({})).toBe('has a package.json that is a link out of the folder, so it is not followed');
  });

  it('follows a link inside it, and a folder that is a link itself', () => {
    const command = started(false, 'python3', 'a.py');
    symlinkSync('deploy/Procfile', join(folder, 'Procfile'));
    expect(read({ 'deploy/Procfile': 'web: python3 a.py' })).toEqual({ ...command, cwd: folder });
    const link = join(parent, 'link');
    symlinkSync('app', link);
    expect(readStartCommand(link, { root: parent, manifests: parent })).toEqual({ ...command, cwd: link });
  });

  it('has nothing to say of a folder that is not there', () => {
    const trust = { root: parent, manifests: parent };
    expect(readStartCommand(join(parent, 'nosuch'), trust)).toBe('is not there');
  });
});
