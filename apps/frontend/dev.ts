/**
 * The frontend while it is worked on (`npm run dev`, and the image's target `dev`): Next.js compiles what is asked for
 * and what changes, behind the same `serve` as in server.ts.
 */
import { createLogger, readIdentity, serve } from '@lab/service-kit';

const identity = readIdentity(process.env, 'frontend');
Object.assign(process.env, { NODE_ENV: 'development' });

const { default: next } = await import('next');
const app = next({ dev: true, dir: import.meta.dirname });
await app.prepare();
await serve(app.getRequestHandler(), { identity, logger: createLogger(identity), defaultPort: 3000 });
