import { afterEach, expect, test, vi } from 'vitest';
import type { Terminal } from '../terminal.ts';
import { startUpConsole } from './up-console.ts';

const started = vi.hoisted(() => vi.fn());
vi.mock('@lab/console', () => ({ startConsole: started }));
afterEach(() => vi.resetAllMocks());

const notes: string[] = [];
const context = { terminal: { note: (text: string) => notes.push(text) } as unknown as Terminal };

test('a lab without a console starts none', async () => {
  expect(await startUpConsole(context, { port: 8080, console: false })).toBeUndefined();
  expect(started).not.toHaveBeenCalled();
});

test('what keeps the console from starting is one line, and the lab goes on', async () => {
  started.mockRejectedValue(new Error('no port for the console is free'));
  expect(await startUpConsole(context, { port: 8080 })).toBeUndefined();
  expect(notes).toEqual(['The console does not start: no port for the console is free']);
});

test("the console leaves the gateway's port alone", async () => {
  started.mockResolvedValue('running');
  expect(await startUpConsole(context, { port: 8090 })).toBe('running');
  expect(started).toHaveBeenCalledWith({ avoid: 8090, onError: expect.any(Function) });
});

test('what nobody has foreseen is in the log, with the place where it happened', async () => {
  await startUpConsole(context, { port: 8080 });
  started.mock.calls[0]?.[0].onError(new TypeError('cannot read'));
  expect(notes.at(-1)).toMatch(/^TypeError: cannot read\n +at .*up-console\.test\.ts/);
});
