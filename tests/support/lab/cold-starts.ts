/** Counts the starts of labs: each takes both cores for seconds, which is most of what end-to-end tests cost. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** One line for each start. `./lab test` names a file of its own, and reads it. */
const file =
  process.env.LAB_TEST_COLD_STARTS ?? join(resolve(import.meta.dirname, '../../..'), '.lab/test/cold-starts');

/** What `up` says right before it starts processes; an `up` of a lab that is up, or that is refused, never does. */
const STARTING = /^starting \d+ pods$/m;

/** Reads what one command has written so far, and counts a start when it has begun one. */
export function coldStartCounter(command: string): (output: string) => void {
  let isCounted = false;
  return (output) => {
    if (isCounted || !STARTING.test(output)) return;
    isCounted = true;
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${command}\n`);
  };
}
