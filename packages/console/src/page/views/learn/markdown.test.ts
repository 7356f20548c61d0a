import { expect, test } from 'vitest';
import { readInline, readMarkdown } from './markdown.ts';

test('reads paragraphs, lists and code', () => {
  expect(
    readMarkdown(
      'One\nparagraph.\n\nDo this:\n- first\n  goes on\n- second\n\n```sh\n./lab up\n\n./lab call\n```\n\n1. a\n2. b',
    ),
  ).toEqual([
    { kind: 'paragraph', parts: [{ kind: 'text', text: 'One paragraph.' }] },
    { kind: 'paragraph', parts: [{ kind: 'text', text: 'Do this:' }] },
    {
      ...{ kind: 'list', isOrdered: false },
      items: [[{ kind: 'text', text: 'first goes on' }], [{ kind: 'text', text: 'second' }]],
    },
    { kind: 'code', text: './lab up\n\n./lab call' },
    { kind: 'list', isOrdered: true, items: [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]] },
  ]);
});

test('reads a table without its rule', () => {
  const [table] = readMarkdown('| a | b |\n| --- | --- |\n| `1` | 2 |');
  expect(table).toEqual({
    kind: 'table',
    rows: [
      [[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]],
      [[{ kind: 'code', text: '1' }], [{ kind: 'text', text: '2' }]],
    ],
  });
});

test('reads what is marked in a line', () => {
  expect(readInline('Edit `a*b*.yaml`, **then** see [why](../docs/why.md) *now*.')).toEqual([
    { kind: 'text', text: 'Edit ' },
    { kind: 'code', text: 'a*b*.yaml' },
    { kind: 'text', text: ', ' },
    { kind: 'strong', text: 'then' },
    { kind: 'text', text: ' see ' },
    { kind: 'link', text: 'why', href: '../docs/why.md' },
    { kind: 'text', text: ' ' },
    { kind: 'emphasis', text: 'now' },
    { kind: 'text', text: '.' },
  ]);
});

test('markup is text', () => {
  expect(readMarkdown('<script>alert(1)</script>')).toEqual([
    { kind: 'paragraph', parts: [{ kind: 'text', text: '<script>alert(1)</script>' }] },
  ]);
});
