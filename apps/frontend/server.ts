/**
 * The process of a frontend pod: Next.js's standalone build behind service-kit's `serve`, which adds what every
 * service here has. Next.js's own `server.js` has no place for probes, drain and the teaching switch.
 *
 * scripts/build.ts bundles this file into the standalone folder, beside the `node_modules` that Next.js traced.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createLogger, readIdentity, serve } from '@lab/service-kit';

const dir = import.meta.dirname;
const manifest = JSON.parse(readFileSync(path.join(dir, '.next/required-server-files.json'), 'utf8'));
// What the generated server.js does too: the configuration as it was at build time, since next.config.ts is not here.
process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = JSON.stringify(manifest.config);
process.chdir(dir);

const { default: next } = await import('next');
const app = next({ dev: false, dir, quiet: true });
await app.prepare();

const identity = readIdentity(process.env, 'frontend');
await serve(app.getRequestHandler(), { identity, logger: createLogger(identity), defaultPort: 3000 });
