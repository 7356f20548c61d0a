/** vitest's global set-up of the project `lab`: fresh manifests before its files, and no lab after them. */
import { rmSync } from 'node:fs';
import { commandLine } from './command-line.ts';
import { sharedPlace } from './places.ts';
import { copyManifests } from './test-manifests.ts';

const folder = `${sharedPlace.dir}-manifests`;

export async function setup(): Promise<void> {
  // What an aborted run of the tests left.
  await teardown();
  copyManifests(folder);
}

export async function teardown(): Promise<void> {
  await commandLine(sharedPlace.dir).run('down');
  rmSync(folder, { recursive: true, force: true });
}
