import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openBrowser } from './open-browser.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-browser-'));
  vi.stubEnv('LAB_DIR', folder);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that opens URLs, as a shell script. */
function opener(script: string): void {
  for (const name of ['xdg-open', 'open']) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
}

test('ends with its signal where the program runs as long as the browser', async () => {
  const started = join(folder, 'started');
  opener(`echo "$1" > '${started}'; sleep 600`);
  const aborted = new AbortController();
  const opened = openBrowser({ root: folder, signal: aborted.signal }, 'http://console.localhost:1/');
  await vi.waitFor(() => expect(existsSync(started)).toBe(true), { timeout: 20_000 });
  aborted.abort();
  expect(await opened).toBeUndefined();
});

test('says why no browser can be opened, and what to open', async () => {
  opener('echo "no method available" >&2; exit 3');
  const { signal } = new AbortController();
  await expect(openBrowser({ root: folder, signal }, 'http://console.localhost:1/')).rejects.toMatchObject({
    code: 'CONSOLE',
    message: expect.stringContaining('cannot open a browser: no method available'),
    remedy: 'Open it yourself: http://console.localhost:1/',
  });
});
