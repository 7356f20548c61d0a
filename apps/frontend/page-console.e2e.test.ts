/** The page in a real Chromium, where the lab tells the frontend of its console, and where nobody does. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { shownTraceId, sortItem } from './e2e/page-steps.ts';
import { isSkipped, openPageUnderTest } from './e2e/page-under-test.ts';

const consoleLinks = (page: Page) => page.getByRole('link', { name: /console/i });

describe.skipIf(isSkipped)('the page of a lab with a console (skipped without Chromium)', () => {
  const address = 'http://console.localhost:18099';
  const opened = openPageUnderTest(undefined, { LAB_CONSOLE_URL: address });

  test('links to the trace of the request there, of an answer and of a failure, and fits a phone', async () => {
    const { page } = opened;
    await sortItem(page, 'wine bottle');
    const link = consoleLinks(page);
    expect(await link.getAttribute('href')).toBe(`${address}/requests/${await shownTraceId(page)}`);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    const first = await shownTraceId(page);
    await page.getByLabel('What do you want to throw away?').fill('overflow');
    await page.keyboard.press('Enter');
    await page.locator('section[role=alert]').waitFor();
    expect(await shownTraceId(page)).not.toBe(first);
    expect(await link.getAttribute('href')).toBe(`${address}/requests/${await shownTraceId(page)}`);
  });
});

describe.each([
  ['without a console', {}],
  ['whose console is said to be elsewhere', { LAB_CONSOLE_URL: 'http://console.example:8090' }],
])('the page of a pod %s', (_, env) => {
  describe.skipIf(isSkipped)('(skipped without Chromium)', () => {
    const opened = openPageUnderTest(undefined, env);

    test('names the command, and links nowhere', async () => {
      const { page } = opened;
      await sortItem(page, 'wine bottle');
      await page.getByText(`./lab trace ${await shownTraceId(page)}`).waitFor();
      expect(await page.getByRole('link').count()).toBe(0);
    });
  });
});
