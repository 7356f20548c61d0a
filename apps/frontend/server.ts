/**
 * The process of a frontend pod: Next.js's standalone build behind service-kit's `serve`, which adds what every
 * service here has. Next.js's own `server.js` has no place for probes, drain and the teaching switch.
 *
 * scripts/build.ts bundles this file into `dist`, beside the `node_modules` that Next.js traced.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createLogger, readIdentity, serve } from '@lab/service-kit';
import { logConsole } from './server/log-console.ts';

const dir = import.meta.dirname;
const identity = readIdentity(process.env, 'frontend');
const logger = createLogger(identity);
logConsole(logger);

// As the generated server.js does: the configuration as it was at build time, since next.config.ts is not here.
const manifest = JSON.parse(readFileSync(path.join(dir, '.next/required-server-files.json'), 'utf8'));
const standaloneConfig = JSON.stringify(manifest.config);
Object.assign(process.env, { NODE_ENV: 'production', __NEXT_PRIVATE_STANDALONE_CONFIG: standaloneConfig });
process.chdir(dir);

const { default: next } = await import('next');
const app = next({ dev: false, dir, quiet: true });
await app.prepare();
await serve(app.getRequestHandler(), { identity, logger, defaultPort: 3000 });
