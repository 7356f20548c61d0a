import type { ZodType } from 'zod';
import { HttpProblem } from './problem.ts';

/**
 * Returns the body in the schema's shape.
 *
 * @throws HttpProblem 400 with one entry in `errors` a mistake: a JSON pointer (RFC 6901) and what is wrong there
 */
export function validate<Input>(schema: ZodType<Input>, body: unknown): Input {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: message,
  }));
  const detail = errors.map((error) => `${error.pointer || 'the body'}: ${error.detail}`).join('; ');
  throw new HttpProblem(400, detail, {
    name: 'invalid-input',
    title: 'Invalid input',
    extensions: { errors },
  });
}
