/** How a person comes to the console: from the application's page, by `./lab console --open`, and not at all. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isSkipped, launchBrowser } from '../support/console/console-page.ts';
import { commandLine } from '../support/lab/command-line.ts';
import { listeningPorts } from '../support/lab/listening-ports.ts';
import { createTestLab, type TestLab } from '../support/lab/test-lab.ts';

const USUAL_PORT = 8090;
const consoleLink = (page: Page) => page.getByRole('link', { name: /console/i });

describe.skipIf(isSkipped)('the way into the console (skipped without Chromium)', () => {
  let browser: Browser;
  let lab: TestLab;
  let taken: Server | undefined;
  let entrance: URL;

  beforeAll(async () => {
    browser = await launchBrowser();
    // Where another program has the port already, it is taken as well.
    taken = await listenAt(USUAL_PORT);
    lab = createTestLab();
    await lab.up();
    entrance = new URL((await lab.run('console')).stdout.trim());
  });

  afterAll(async () => {
    taken?.close();
    await browser?.close();
    await lab?.close();
  });

  /** Asks the application's page, and follows its link to the console in a browser of its own. */
  async function fromApplication(context: BrowserContext) {
    const page = await context.newPage();
    const traceId = await askApplication(page, lab);
    const opened = context.waitForEvent('page');
    await consoleLink(page).click();
    const shown = await opened;
    await shown.waitForLoadState();
    expect(shown.url()).toBe(`${entrance.origin}/requests/${traceId}`);
    return shown;
  }

  it('is at another port where the usual one is taken', async () => {
    expect(Number(entrance.port)).not.toBe(USUAL_PORT);
    const { pid } = await lab.status();
    if (process.platform === 'linux') expect(listeningPorts(pid)).toContain(Number(entrance.port));
  });

  it("leads from the application's page to the spans of its request", async () => {
    const context = await browser.newContext();
    try {
      await (await context.newPage()).goto(entrance.href);
      const shown = await fromApplication(context);
      const rows = shown.locator('[role="treegrid"] tbody tr');
      await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(10);
      await shown.locator('[data-source="gateway"]').first().waitFor();
      await shown.locator('[data-source="app"]').first().waitFor();
    } finally {
      await context.close();
    }
  });

  it('tells a browser that it does not know what to do, and then leads it to the page of the link', async () => {
    const context = await browser.newContext();
    try {
      const shown = await fromApplication(context);
      expect(await shown.locator('body').textContent()).toContain(
        'Run ./lab console, and open the address that it prints.',
      );
      const asked = shown.url();
      await shown.goto(entrance.href);
      expect(shown.url()).toBe(asked);
      await expect.poll(() => shown.locator('[role="treegrid"] tbody tr').count()).toBeGreaterThanOrEqual(10);
      // The page was wanted once: the next time the address leads to the first view.
      await shown.goto(entrance.href);
      expect(shown.url()).toBe(`${entrance.origin}/`);
    } finally {
      await context.close();
    }
  });

  it('opens a browser with a file that leads in, and no token among its arguments', async () => {
    const bin = fakeBrowser();
    try {
      const own = commandLine(lab.dir, { PATH: `${bin.folder}:${process.env.PATH}` });
      const { code, stdout } = await own.run('console', '--open');
      expect([code, stdout.trim()]).toEqual([0, entrance.href]);
      const [argument = '', ...others] = bin.arguments();
      expect(others).toEqual([]);
      const token = entrance.searchParams.get('token') ?? 'missing';
      expect(argument).not.toContain(token);
      const file = fileURLToPath(argument);
      expect(readFileSync(file, 'utf8')).toContain(token);
      expect(statSync(file).mode & 0o777).toBe(0o600);

      const page = await browser.newPage();
      await page.goto(argument);
      await page.getByRole('heading', { name: 'Mesh', level: 1 }).waitFor();
      expect(page.url()).toBe(`${entrance.origin}/`);
      await page.close();
    } finally {
      bin.remove();
    }
  });

  it('says how to open it where there is no program that can', async () => {
    const nowhere = commandLine(lab.dir, { PATH: '/nonexistent' });
    const { code, stderr } = await nowhere.run('console', '--open');
    expect(code).toBe(1);
    expect(stderr).toContain(`Open it yourself: ${entrance.href}`);
  });

  it('is not there with --no-console: no line, no port, no link, and ./lab console says what to do', async () => {
    const ports = listeningPortsOf(await lab.status());
    await lab.run('down');
    const { code, stdout, stderr } = await lab.run(...lab.upArgs, '--no-console', '--detach');
    expect(code, stderr).toBe(0);
    expect(stdout).not.toMatch(/^console\b/m);
    expect(listeningPortsOf(await lab.status()).length).toBe(Math.max(0, ports.length - 1));
    const asked = await lab.run('console', '--open');
    expect(asked.code).toBe(1);
    expect(asked.stderr).toContain('the lab runs without a console');
    expect(asked.stderr).toContain('Start it again without --no-console');
    const page = await browser.newPage();
    expect(await askApplication(page, lab)).toMatch(/^[0-9a-f]{32}$/);
    expect(await consoleLink(page).count()).toBe(0);
    await page.close();
  });
});

/** Asks the application's page where something goes; the id of that request's trace. */
async function askApplication(page: Page, { gatewayPort }: TestLab): Promise<string> {
  await page.goto(`http://frontend.localhost:${gatewayPort}`);
  await page.getByLabel('What do you want to throw away?').fill('wine bottle');
  await page.keyboard.press('Enter');
  return (
    (await page
      .getByText(/^Trace /)
      .locator('code')
      .textContent()) ?? ''
  );
}

/** On other systems it is not looked at. */
function listeningPortsOf({ pid }: { readonly pid: number }): number[] {
  return process.platform === 'linux' ? listeningPorts(pid) : [];
}

function listenAt(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** A folder for PATH with programs that open URLs on Linux and macOS, and note what they are given. */
function fakeBrowser() {
  const folder = mkdtempSync(join(tmpdir(), 'lab-browser-'));
  const noted = join(folder, 'arguments');
  for (const name of ['xdg-open', 'open'])
    writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s\\n' "$@" > '${noted}'\n`, { mode: 0o700 });
  return {
    folder,
    arguments: () => (existsSync(noted) ? readFileSync(noted, 'utf8').trim().split('\n') : []),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
