import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headerOption, ownRequest } from './own-request.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'own-request-'));
  writeFileSync(join(cwd, 'item.json'), '{"item":"jar"}\n');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test('headers are read as they are typed; one that is there twice is sent twice', () => {
  const once = headerOption('X-One:  a: b ', undefined);
  expect(headerOption('x-one: c', once)).toEqual({ 'x-one': ['a: b', 'c'] });
  expect(headerOption('x-empty:', once)).toMatchObject({ 'x-empty': [''] });
});

test.each(['no colon', ': value', 'x y: z', 'x: a\nb'])('no header: %j', (text) => {
  expect(() => headerOption(text, undefined)).toThrow("use 'name: value'");
});

test.each([
  ['nothing is said', {}, { method: 'GET', headers: {} }],
  ['the canary is meant', { canary: true }, { method: 'GET', headers: { 'x-canary': 'true' } }],
  [
    'the body is JSON',
    { data: '{"a":1}' },
    { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
  ],
  [
    'the body is text',
    { data: 'a' },
    { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'a' },
  ],
  ['the body is empty', { data: '' }, { method: 'POST', body: '' }],
  ['the body is a file', { data: '@item.json' }, { method: 'POST', body: '{"item":"jar"}\n' }],
  [
    'method and type are said',
    { data: 'a', method: 'put', header: { 'content-type': ['text/csv'] } },
    { method: 'PUT', headers: { 'content-type': ['text/csv'] } },
  ],
])('a request where %s', (_, options, request) => {
  expect(ownRequest(options, cwd)).toMatchObject(request);
});

test('a file that is not there, and a method that is none', () => {
  expect(() => ownRequest({ data: '@nosuch' }, cwd)).toThrow('cannot read nosuch');
  expect(() => ownRequest({ method: 'G T' }, cwd)).toThrow('"G T" is not an HTTP method');
});
