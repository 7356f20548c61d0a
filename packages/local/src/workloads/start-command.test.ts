import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readStartCommand } from './start-command.ts';

const OF = { folder: 'app', image: 'shop' };
const SHOP = 'app, the folder of image shop, ';
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
  const read = readStartCommand(folder, OF, { root: join(parent, 'lab'), manifests: parent });
  return 'code' in read ? read.text : read;
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
    ['no file', {}, 'has neither a Procfile nor a package.json that says how to start it'],
    ['no web line', { Procfile: 'release: a\nweb:\n' }, 'has no line "web: COMMAND" in its Procfile'],
    [
      'a shell',
      { Procfile: 'web: cd src && python3 a.py' },
      'has the command "cd src && python3 a.py", which needs a shell for "&": the lab runs it without a shell',
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
    ['broken JSON', { 'package.json': '{' }, 'has a package.json that is not valid JSON'],
    [
      'another program in package.json',
      { 'package.json': script('next start') },
      'has the start script "next start", which is not a node command: put other commands into a Procfile',
    ],
  ])('says what is wrong: %s', (_, files, problem) => expect(read(files)).toBe(`${SHOP}${problem}`));

  it('follows no link out of the folder', () => {
    writeFileSync(join(parent, 'Procfile'), 'web: ./evil');
    symlinkSync('../Procfile', join(folder, 'Procfile'));
    expect(read({})).toBe(
      `${SHOP}has a Procfile that links to a file outside the folder, so the lab does not read it`,
    );
    rmSync(join(folder, 'Procfile'));
    writeFileSync(join(parent, 'package.json'), script('node evil.js'));
    symlinkSync(join(parent, 'package.json'), join(folder, 'package.json'));
    expect(read({})).toBe(
      `${SHOP}has a package.json that links to a file outside the folder, so the lab does not read it`,
    );
  });

  it('follows a link inside it, and a folder that is a link itself', () => {
    const command = started(false, 'python3', 'a.py');
    symlinkSync('deploy/Procfile', join(folder, 'Procfile'));
    expect(read({ 'deploy/Procfile': 'web: python3 a.py' })).toEqual({ ...command, cwd: folder });
    const link = join(parent, 'link');
    symlinkSync('app', link);
    expect(readStartCommand(link, OF, { root: parent, manifests: parent })).toEqual({
      ...command,
      cwd: link,
    });
  });

  it('has nothing to say of a folder that is not there', () => {
    const trust = { root: parent, manifests: parent };
    expect(readStartCommand(join(parent, 'nosuch'), OF, trust)).toMatchObject({
      code: 'LAB0204',
      text: `${SHOP}does not exist`,
    });
  });
});
