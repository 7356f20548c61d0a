import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { type BackendStandIn, startBackend } from './backend-stand-in.ts';
import { findChromium } from './find-chromium.ts';
import { type FrontendProcess, startFrontend } from './frontend-process.ts';
import { openPage } from './page-steps.ts';

const executablePath = findChromium(process.env);

/** Skipped where there is no Chromium, but never in CI, where that would hide that nothing was tested. */
export const isSkipped = !executablePath && !process.env.CI;

/** What the tests of a file work on; filled by its hooks. */
export type PageUnderTest = {
  url: string;
  browser: Browser;
  /** Opened anew for each test, as wide as a phone. */
  page: Page;
  /** Absent where the page is that of a running lab. */
  backend?: BackendStandIn;
};

/**
 * Registers the hooks that open the page in a real Chromium: that of the built server with a stand-in for the backend,
 * or of a running lab at `labUrl`. A test fails, too, when the page complains: by an error, of its
 * Content-Security-Policy, or at hydration.
 *
 * @param env set over the environment of the built server
 */
export function openPageUnderTest(labUrl?: string, env?: Readonly<Record<string, string>>): PageUnderTest {
  const opened = {} as PageUnderTest;
  let frontend: FrontendProcess | undefined;
  let complaints: string[];

  beforeAll(async () => {
    if (!executablePath) throw new Error('no Chromium: install it or set CHROMIUM_BIN');
    if (!labUrl) {
      opened.backend = await startBackend();
      frontend = await startFrontend(opened.backend, env);
    }
    opened.url = labUrl ?? frontend?.url ?? '';
    const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update'];
    const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-sync', ...quiet];
    opened.browser = await chromium.launch({ executablePath, args });
  });

  afterAll(async () => {
    await opened.browser?.close();
    await frontend?.stop();
    opened.backend?.close();
  });

  beforeEach(async () => {
    opened.page = await opened.browser.newPage({ viewport: { width: 360, height: 780 } });
    complaints = [];
    opened.page.on('pageerror', (error) => complaints.push(error.message));
    opened.page.on('console', (message) => {
      if (/Content Security Policy|hydrat/i.test(message.text())) complaints.push(message.text());
    });
    await openPage(opened.page, opened.url);
  });

  afterEach(async () => {
    await opened.page?.close();
    expect(complaints).toEqual([]);
  });
  return opened;
}
