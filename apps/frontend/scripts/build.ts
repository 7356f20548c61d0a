/**
 * Builds the frontend: Next.js's standalone output, completed with what it leaves to others (static files, our server,
 * the telemetry preload), so that `dist` is all that runs, here and in a container image.
 *
 * Next.js empties `.next` before it compiles, while servers of the build before still run: they run from `dist`, which
 * is exchanged as a whole, and only by a build that has succeeded.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

const app = path.dirname(import.meta.dirname);
const dist = path.join(app, 'dist');
const standalone = path.join(app, '.next/standalone');
const output = path.join(standalone, 'apps/frontend');
const { resolve } = createRequire(import.meta.url);

const { status } = spawnSync(process.execPath, [resolve('next/dist/bin/next'), 'build'], {
  cwd: app,
  stdio: 'inherit',
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
});
// Next.js has said what is wrong.
if (status !== 0) process.exit(1);

// Next.js traces the image library (20 MB) even where next.config.ts has images left as they are.
for (const name of ['sharp', '@img']) {
  rmSync(path.join(standalone, 'node_modules', name), { recursive: true, force: true });
}
cpSync(path.join(app, '.next/static'), path.join(output, '.next/static'), { recursive: true });
cpSync(resolve('@lab/service-kit/telemetry'), path.join(standalone, 'telemetry.cjs'));

await build({
  entryPoints: [path.join(app, 'server.ts')],
  outfile: path.join(output, 'serve.mjs'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.18',
  external: ['next'],
  // Bundled CommonJS packages call `require`, which an ES module does not have.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});

// The folder before stays until the next build: it is where its servers are.
const before = path.join(app, '.next/before');
rmSync(before, { recursive: true, force: true });
if (existsSync(dist)) renameSync(dist, before);
renameSync(standalone, dist);
