/** Where the labs of the tests are, beside whatever lab a person runs in the same checkout. */
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** A lab's gateway port and its folder (LAB_DIR). */
export interface Place {
  readonly port: number;
  /** Below the project, as kustomize's wrapper refers to the overlay by a relative path. */
  readonly dir: string;
}

// Not the default one, which a person's own lab may have. Runs that go on at the same time have a port each.
const port = Number(process.env.LAB_TEST_PORT ?? 18080);

/** Of labs that a test file starts and ends by itself. */
export const ownPlace: Place = { port, dir: join(root, `.lab/test/lab-${port}`) };

/** Of the lab that files share: both may be up. */
export const sharedPlace: Place = { port: port + 1, dir: join(root, `.lab/test/shared-lab-${port + 1}`) };
