import { sendAtRate } from '@lab/observe';
import { chromium, type Page } from 'playwright-core';
import { fileOf, PICTURES, type Picture, SCALE, type Scheme } from './pictures.ts';

export interface TakePicturesOptions {
  readonly executablePath: string;
  /** The address that lets a browser into the console. */
  readonly entrance: string;
  readonly scheme: Scheme;
  /** Of the gateway. */
  readonly port: number;
}

interface Taken {
  /** From the root of the repository. */
  readonly file: string;
  readonly png: Buffer;
}

/** Requests a second. Figures are of the last ten seconds: the first requests, which are slow, are not among them. */
const RATE = 20;
const SECONDS = 16;

/** Takes all pictures for light or dark pages, while requests come in. */
export async function takePictures(options: TakePicturesOptions): Promise<Taken[]> {
  const { executablePath, entrance, scheme } = options;
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const context = await browser.newContext({
      ...{ colorScheme: scheme, reducedMotion: 'reduce', deviceScaleFactor: SCALE },
      viewport: PICTURES.mesh,
    });
    const page = await context.newPage();
    const take = async (picture: Picture): Promise<Taken> => {
      await page.setViewportSize(picture);
      return { file: fileOf(picture, scheme), png: await page.screenshot({ animations: 'disabled' }) };
    };
    await page.goto(entrance);
    await page.locator('[data-spot]').first().waitFor();
    const sending = send(options);
    await page.waitForTimeout((SECONDS - 1) * 1_000);
    const mesh = await take(PICTURES.mesh);
    await sending;
    await showRequest(page);
    const request = await take(PICTURES.request);
    await page.getByRole('link', { name: 'Split', exact: true }).click();
    await page.getByRole('button', { name: '50 requests' }).click();
    await page.locator('#order-state', { hasText: '50 of 50 requests answered' }).waitFor();
    await page.mouse.move(0, 0);
    // Until the proxies of all tiers have written of the last request.
    await page.waitForTimeout(1_000);
    return [mesh, request, await take(PICTURES.split)];
  } finally {
    await browser.close();
  }
}

/** What the page of the application sends. */
async function send({ port }: TakePicturesOptions): Promise<void> {
  const outcomes = await sendAtRate({
    ...{ url: new URL(`http://127.0.0.1:${port}/api/classify`), method: 'POST' },
    headers: { host: `frontend.localhost:${port}`, 'content-type': 'application/json' },
    body: JSON.stringify({ item: 'glass bottle' }),
    ...{ rate: RATE, total: SECONDS * RATE, timeoutMs: 30_000 },
  });
  const failed = outcomes.filter((outcome) => !('status' in outcome) || outcome.status !== 200).length;
  if (failed > 0) throw new Error(`${failed} of ${outcomes.length} requests failed`);
}

/** Opens the newest request, and waits until all of its spans and log lines have come. */
async function showRequest(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Requests', exact: true }).click();
  await page.getByRole('link', { name: 'POST /api/classify' }).first().click();
  await page.getByRole('row', { name: /ml/ }).first().waitFor();
  await page.waitForTimeout(4_000);
}
