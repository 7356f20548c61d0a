import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../apps/frontend/e2e/find-chromium.ts';
import { NotMeasured } from '../not-measured.ts';
import type { Paints } from './event-to-pixel.ts';

/** A Chromium with the console's page in it, and nothing else. */
export interface WatchedBrowser {
  /** Opens the console as a person does the first time: by its entrance, with nothing of it in the cache. */
  open(): Promise<WatchedPage>;
  close(): Promise<void>;
}

export interface WatchedPage {
  /** Milliseconds from the navigation until something was painted: First Contentful Paint (W3C Paint Timing). */
  firstPaint(): Promise<number>;
  /** Follows the link of the page to another of its views. */
  show(view: 'Mesh' | 'Requests'): Promise<void>;
  /** What was painted since it was asked before. */
  paints(): Promise<Paints>;
  /** Bytes of JavaScript that are in use once all garbage is collected. */
  heapBytes(): Promise<number>;
  /** CPU seconds of the renderer's process so far, all threads. */
  rendererSeconds(): Promise<number>;
  close(): Promise<void>;
}

/** A second renderer would be kept ready for the next page. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-features=SpareRendererForSitePerProcess'];
/** Of garbage before the heap counts as what is in use, and milliseconds between them. */
const COLLECTIONS = 4;
const COLLECTION_PAUSE_MS = 100;
const WATCH = join(import.meta.dirname, 'paint-watch.js');

/** @param entrance the address that lets a browser into the console @throws NotMeasured without a Chromium */
export async function startBrowser(entrance: string): Promise<WatchedBrowser> {
  const executablePath = findChromium(process.env);
  if (!executablePath) throw new NotMeasured('no Chromium: install it or set CHROMIUM_BIN');
  // Ctrl-C ends the benchmark, which closes the browser.
  const handled = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  const browser = await chromium.launch({ executablePath, args: ARGS, ...handled });
  return { open: () => openPage(browser, entrance), close: () => browser.close() };
}

async function openPage(browser: Browser, entrance: string): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript({ path: WATCH });
  const own = await context.newCDPSession(page);
  const whole = await browser.newBrowserCDPSession();
  await page.goto(entrance);
  await page.locator('[data-spot]').first().waitFor();
  return {
    firstPaint: () => firstPaint(page),
    show: async (view) => {
      await page.getByRole('link', { name: view, exact: true }).click();
      await page.getByRole('heading', { name: view, level: 1 }).waitFor();
    },
    paints: () => page.evaluate<Paints>('takePaints()'),
    heapBytes: () => heapBytes(own),
    rendererSeconds: () => rendererSeconds(whole),
    close: () => context.close(),
  };
}

async function firstPaint(page: Page): Promise<number> {
  const entry = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null";
  const found = await page.evaluate<number | null>(entry);
  if (found === null) throw new NotMeasured('the browser reports no first paint');
  return found;
}

/** The least of several: parts of the document that are gone are freed one collection later, and events come in meanwhile. */
async function heapBytes(session: CDPSession): Promise<number> {
  const sizes: number[] = [];
  while (sizes.length < COLLECTIONS) {
    await session.send('HeapProfiler.collectGarbage');
    sizes.push((await session.send('Runtime.getHeapUsage')).usedSize);
    await sleep(COLLECTION_PAUSE_MS);
  }
  return Math.min(...sizes);
}

/** Those that end are not forgotten: the kernel's sum of the process, not that of its present threads (/proc/PID/stat). */
async function rendererSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return renderers.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
