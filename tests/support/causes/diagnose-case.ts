import { setTimeout as delay } from 'node:timers/promises';
import type { Diagnosis } from '@lab/evidence';
import type { PodStatus } from '@lab/local';
import { expect } from 'vitest';
import type { CauseCase } from './cases.ts';
import type { CausesLab } from './causes-lab.ts';
import { isRecording, recordCase } from './record.ts';
import { type Sent, sendCase } from './send.ts';

/** What came of a case: what the sender got, and what was said of it. */
export interface Diagnosed {
  readonly sent: readonly Sent['got'][];
  readonly diagnosis: Diagnosis | null;
}

/** How often to ask until access logs are written, and how long to wait between: Envoy writes them every tenth of a second. */
const ASKED = 100;
const PAUSE_MS = 100;
/** What of a request ID stays as it was sent: Envoy writes into its 15th character whether the request is traced. */
const BEGINNING = 13;
/** Milliseconds in which a request has surely arrived. */
const UNDER_WAY_MS = 300;

/** Sends the requests of a case, and asks why the one failed that it is about. */
export async function diagnoseCase(causes: CausesLab, one: CauseCase): Promise<Diagnosed> {
  const { tokens } = causes;
  const pods = await whenReady(causes);
  if (one.first) await sendCase(one.from, one.first, pods, tokens);
  if (one.until === 'unready') await whenUnready(causes);
  const since = Date.now();
  const sending = sendCase(one.from, one.send, pods, tokens);
  if (one.meanwhile) {
    await delay(UNDER_WAY_MS);
    await intervene(causes, one.meanwhile, pods);
  }
  const sent = await sending;
  const diagnosis = await ask(causes, one, sent, since);
  if (isRecording) await recordCase(one.name, await causes.lab.status(), since);
  return { sent: sent.map(({ got }) => got), diagnosis };
}

/** Asks about each request that got what the case says until one answer names the planted cause. */
async function ask(
  { lab }: CausesLab,
  { gets, cause, and, unnamed }: CauseCase,
  sent: readonly Sent[],
  since: number,
): Promise<Diagnosis | null> {
  const ids = sent.filter(({ got }) => got === gets).flatMap(({ id }) => id ?? []);
  const isNamed = !unnamed && ids.length > 0;
  const questions = isNamed ? ids.map((id) => ({ id: id.slice(0, BEGINNING) })) : [{ since }];
  let last: Diagnosis | null = null;
  for (let asked = 0; asked < ASKED; asked++) {
    await delay(PAUSE_MS);
    for (const question of questions) {
      last = await lab.why(question);
      const codes = last?.causes.map(({ code }) => code) ?? [];
      if ([cause, ...and].every((code) => codes.includes(code))) return last;
    }
  }
  return last;
}

async function whenReady({ lab }: CausesLab): Promise<readonly PodStatus[]> {
  await expect.poll(async () => isReady((await lab.status()).pods), { timeout: 30_000 }).toBe(true);
  return (await lab.status()).pods;
}

function isReady(pods: readonly PodStatus[]): boolean {
  return pods.every(({ ready, draining }) => ready && !draining);
}

async function whenUnready({ lab }: CausesLab): Promise<void> {
  await expect.poll(async () => isReady((await lab.status()).pods), { timeout: 30_000 }).toBe(false);
}

/** Does something to the pod of `worker` that has the request. */
async function intervene(
  { lab }: CausesLab,
  what: NonNullable<CauseCase['meanwhile']>,
  pods: readonly PodStatus[],
): Promise<void> {
  if (what === 'replace-pod') return lab.restart('worker');
  const pid = pods.find(({ workload }) => workload === 'worker')?.sidecar?.pid;
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}
