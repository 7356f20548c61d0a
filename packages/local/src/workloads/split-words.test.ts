import { expect, test } from 'vitest';
import { fillIn, splitWords } from './split-words.ts';

const words = (line: string) => {
  const split = splitWords(line);
  if ('problem' in split) throw new Error(split.problem);
  return split.map((word) => fillIn(word, { PORT: '8000', HOST: '127.0.0.1' }));
};

test.each([
  ['python3 server.py', ['python3', 'server.py']],
  ['  a\tb   c ', ['a', 'b', 'c']],
  [`'one word' "and another" a\\ third`, ['one word', 'and another', 'a third']],
  [`a"b c"d'e f'g`, ['ab cde fg']],
  [`'' ""`, ['', '']],
  [`'$PORT' "\\$PORT" \\$PORT`, ['$PORT', '$PORT', '$PORT']],
  ['gunicorn --bind $HOST:$PORT app:app', ['gunicorn', '--bind', '127.0.0.1:8000', 'app:app']],
  [`--url="http://\${HOST}:\${PORT}/a b"`, ['--url=http://127.0.0.1:8000/a b']],
  [`'{"a": ["*"]}' "a|b;c" --x=y`, ['{"a": ["*"]}', 'a|b;c', '--x=y']],
  [`"C:\\dir" "a\\"b"`, ['C:\\dir', 'a"b']],
])('%s', (line, expected) => expect(words(line)).toEqual(expected));

test.each([
  ['a && b', '&'],
  ['a | b', '|'],
  ['a > file', '>'],
  ['a; b', ';'],
  ['$(id)', '$'],
  ['"$(id)"', '$'],
  ['`id`', '`'],
  ['"`id`"', '`'],
  ['echo $HOME', '$'],
  [`echo \${SHELL}`, '$'],
  ['echo $PORTS', '$'],
  ['ls *.py', '*'],
  ['ls ~/x', '~'],
  ['a {b,c}', '{'],
  ['a # b', '#'],
])('%s needs a shell', (line, character) =>
  expect(splitWords(line)).toEqual({ problem: 'shell', character }),
);

test.each([`'a`, `"a`, 'a\\'])('%s is not closed', (line) =>
  expect(splitWords(line)).toEqual({ problem: 'quote' }),
);
