import { z } from 'zod';

/** What backend reads of ml's answer to `POST /predict`. */
export const mlAnswer = z.object({
  label: z.string(),
  confidence: z.number().min(0).max(1),
});
