import type { Page } from 'playwright-core';

/** What the page shows of a hop. */
export type ShownHop = { readonly service: string; readonly version: string; readonly pod: string };

/** Opens the page and waits until it can be used. */
export async function openPage(page: Page, baseUrl: string): Promise<void> {
  await page.goto(baseUrl);
  await page.getByRole('button', { name: 'Sort it' }).waitFor();
}

/** Types the item and sends it with the keyboard alone; returns the bin that the page names. */
export async function sortItem(page: Page, item: string): Promise<string> {
  const field = page.getByLabel('What do you want to throw away?');
  await field.fill(item);
  const answered = page.waitForResponse('**/api/classify');
  await field.press('Enter');
  await (await answered).finished();
  await page.getByText(`${item}: `).waitFor({ state: 'attached' });
  return (await page.locator('#bin').textContent()) ?? '';
}

/** The chips of the way that the last request took. */
export async function shownPath(page: Page): Promise<ShownHop[]> {
  return page.locator('[data-hop]').evaluateAll((chips) =>
    chips.map((chip) => ({
      service: chip.getAttribute('data-hop') ?? '',
      version: chip.getAttribute('data-version') ?? '',
      pod: chip.querySelector('code')?.textContent ?? '',
    })),
  );
}

/** A stop of the way as the page nests it, with the sidecars that it draws on the stretch that leads there. */
export type ShownStop = {
  readonly name: string;
  readonly sidecars: number;
  readonly calls: readonly ShownStop[];
};

/** The whole way of the last request, from the browser on. */
export async function shownTree(page: Page): Promise<ShownStop | undefined> {
  const root = page.getByRole('region', { name: 'The way it took' }).locator('li').first();
  return root.evaluate(function read(branch: Element): ShownStop {
    const [stop, calls] = branch.children;
    return {
      name: stop?.querySelector('p')?.textContent ?? '',
      sidecars: stop?.querySelectorAll(':scope > svg').length ?? 0,
      calls: [...(calls?.children ?? [])].map(read),
    };
  });
}

/** A tree as nested names: `frontend(backend(ml stock))`. */
export function outlineOf(stop: ShownStop | undefined): string {
  if (!stop) return '';
  const calls = stop.calls.map(outlineOf).join(' ');
  return calls ? `${stop.name}(${calls})` : stop.name;
}

/** The id of the last request's trace. */
export async function shownTraceId(page: Page): Promise<string> {
  const id = page.getByText(/^Trace /).locator('code');
  return (await id.textContent()) ?? '';
}

/** Turns the canary switch on or off. */
export function setCanary(page: Page, on: boolean): Promise<void> {
  return page.getByRole('switch', { name: /Canary only/ }).setChecked(on);
}

/** Presses "Send 50" and returns the counts by tier and version when all have come back. */
export async function sendFifty(page: Page): Promise<Record<string, Record<string, number>>> {
  await page.getByRole('button', { name: 'Send 50' }).click();
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.getByRole('button', { name: 'Send 50' }).waitFor();
  return shownSplit(page);
}

/** What the page says of the run: how many were answered, and how many failed. */
export async function shownProgress(page: Page): Promise<string> {
  return (await page.locator('[data-progress="true"]').textContent()) ?? '';
}

async function shownSplit(page: Page): Promise<Record<string, Record<string, number>>> {
  const rows = await page.locator('[data-tier]').evaluateAll((tiers) =>
    tiers.map((tier) => {
      const counts = [...tier.querySelectorAll('li')].map((count) => [
        count.getAttribute('data-version'),
        Number.parseInt(count.textContent ?? '', 10),
      ]);
      return [tier.getAttribute('data-tier'), Object.fromEntries(counts)];
    }),
  );
  return Object.fromEntries(rows);
}
