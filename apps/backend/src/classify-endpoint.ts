import { callUpstream, HttpProblem } from '@lab/service-kit';
import type { Endpoint } from '@lab/service-kit/express';
import { z } from 'zod';
import { disposalTable } from './disposal-table.ts';
import { mlAnswer } from './ml-answer.ts';

const input = z.strictObject({ item: z.string().trim().min(1).max(200) });

export type ClassifyOptions = {
  /** Where ml is, without a path. */
  readonly mlUrl: string;
  readonly timeoutMs: number;
};

/** `POST /classify`: what the item is made of, its bin and the alternatives, and the hops from here on. */
export function classifyEndpoint({ mlUrl, timeoutMs }: ClassifyOptions): Endpoint<z.infer<typeof input>> {
  const url = new URL('/predict', mlUrl).href;
  return {
    path: '/classify',
    input,
    async handle({ item }, call) {
      const ml = { call, upstream: 'ml', url, body: { item }, schema: mlAnswer, timeoutMs };
      const { label, confidence } = await callUpstream(ml);
      return { item, label, confidence, ...disposalOf(label), hops: call.hops() };
    },
  };
}

function disposalOf(label: string) {
  const disposal = Object.hasOwn(disposalTable, label) ? disposalTable[label] : undefined;
  if (disposal) return disposal;
  const extensions = { upstream: 'ml' };
  const title = 'ml failed';
  throw new HttpProblem(502, `ml answered with an unknown class: ${label}`, {
    name: 'upstream-error',
    title,
    extensions,
  });
}
