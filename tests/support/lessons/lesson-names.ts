/** The lessons of the repository, for tests that take each of them. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

/** Names of their folders, in their order. */
export const lessonNames = readdirSync(join(root, 'lessons')).filter((name) => /^\d\d-/.test(name));
