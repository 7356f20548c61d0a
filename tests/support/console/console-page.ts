import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../../apps/frontend/e2e/find-chromium.ts';
import type { TestLab } from '../lab/test-lab.ts';

const executablePath = findChromium(process.env);

/** Skipped where there is no Chromium, but never in CI, where that would hide that nothing was tested. */
export const isSkipped = !executablePath && !process.env.CI;

/** The console's page of a running lab, in a Chromium of its own. */
export interface ConsolePage {
  readonly page: Page;
  /** Goes to a path of the page; the way in was kept as a cookie. */
  goto(path: string): Promise<void>;
  /** What went wrong: errors of scripts, complaints of the Content-Security-Policy, requests to another host. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly colorScheme?: 'light' | 'dark';
  /** Pixels. */
  readonly width?: number;
}

/** A Chromium with nothing open. @throws Error where there is none */
export function launchBrowser(): Promise<Browser> {
  if (!executablePath) throw new Error('no Chromium: install it or set CHROMIUM_BIN');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

/** Opens the console of a lab by the address that `./lab console` prints. */
export async function openConsole(
  lab: Pick<TestLab, 'run'>,
  options: OpenOptions = {},
): Promise<ConsolePage> {
  const { code, stdout, stderr } = await lab.run('console');
  if (code !== 0) throw new Error(`./lab console: ${stderr}`);
  return openConsoleAt(stdout.trim(), options);
}

/** Opens a console by an address that lets a browser in. */
export async function openConsoleAt(
  entrance: string,
  { colorScheme = 'light', width = 1280 }: OpenOptions = {},
): Promise<ConsolePage> {
  const address = new URL(entrance);
  const browser = await launchBrowser();
  try {
    const page = await newPage(browser, { colorScheme, width });
    const complaints = watch(page, address);
    await page.goto(address.href);
    const goto = async (path: string) => {
      await page.goto(`${address.origin}${path}`);
    };
    return { page, goto, complaints, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

function newPage(browser: Browser, { colorScheme, width }: Required<OpenOptions>): Promise<Page> {
  return browser.newPage({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' });
}

function watch(page: Page, address: URL): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.host !== address.host) complaints.push(`request to ${url.host}`);
  });
  return complaints;
}

/** What axe-core finds on the page, a line for each element. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }[];
  }>('axe.run()');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}
