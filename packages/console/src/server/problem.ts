import { LabError } from '@lab/errors';
import { InvalidRequestError } from '@lab/mesh-client';
import type { Problem } from '../protocol.ts';

const UNFORESEEN =
  'Read where it happened: in the log of the lab (./lab logs lab), or on the terminal where ./lab console --on runs.';

/** What could not be done, as an HTTP status and a body. */
export function problemOf(error: unknown): { readonly status: number; readonly problem: Problem } {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof InvalidRequestError) return { status: 400, problem: { error: message } };
  if (error instanceof LabError) {
    const { code, remedy } = error;
    return { status: code === 'INCIDENT_OPEN' ? 409 : 503, problem: { error: message, remedy, code } };
  }
  return { status: 500, problem: { error: message, remedy: UNFORESEEN } };
}
