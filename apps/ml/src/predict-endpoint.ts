import type { Endpoint } from '@lab/service-kit/express';
import { z } from 'zod';
import { type LinearModel, predict } from './linear-model.ts';

const input = z.strictObject({ item: z.string().trim().min(1).max(200) });

/** `POST /predict`: the material of an item, how sure the model is (0 to 1), and the next best guesses. */
export function predictEndpoint(model: LinearModel): Endpoint<z.infer<typeof input>> {
  return {
    path: '/predict',
    input,
    handle({ item }, call) {
      const top = predict(model, item)
        .slice(0, 3)
        .map(({ label, probability }) => ({ label, confidence: Math.round(probability * 1000) / 1000 }));
      return { item, ...top[0], top, model: model.name, hops: call.hops() };
    },
  };
}
