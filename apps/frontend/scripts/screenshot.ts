/**
 * Takes the picture of the page for the README, from the running lab:
 * `LAB_URL=http://frontend.localhost:8080 node apps/frontend/scripts/screenshot.ts FILE.png`.
 */
import { chromium } from 'playwright-core';
import { findChromium } from '../e2e/find-chromium.ts';
import { openPage, sendFifty, shownPath, sortItem } from '../e2e/page-steps.ts';

const [file] = process.argv.slice(2);
const executablePath = findChromium(process.env);
const url = process.env.LAB_URL;
if (!file || !executablePath || !url) throw new Error('needs LAB_URL, the file to write, and Chromium');

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1120, height: 900 }, reducedMotion: 'reduce' });
  await openPage(page, url);
  await sendFifty(page);
  // A picture of one version tells little: go on until both were on the way, which a canary of 10% soon is.
  for (let tries = 0; tries < 100; tries += 1) {
    await sortItem(page, tries % 2 ? 'wine bottle' : 'jam jar');
    const versions = new Set((await shownPath(page)).map((hop) => hop.version));
    if (versions.size > 1) break;
  }
  await page.screenshot({ path: file, fullPage: true });
} finally {
  await browser.close();
}
