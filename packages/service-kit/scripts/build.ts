/**
 * Bundles the telemetry preload to dist/telemetry.cjs, or to the file that is named. The OpenTelemetry packages bring forty instrumentations and
 * every exporter; those that a service here cannot use are left out, which is most of their start time and memory.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

const root = path.dirname(import.meta.dirname);

const optional = /^@opentelemetry\/(instrumentation-|resource-detector-|exporter-|configuration$)/;
const kept = /(instrumentation-(http|express|undici)|exporter-trace-otlp-(http|proto))$/;

/** Puts in place of an unused package one class for each of its exports, which says so when constructed. */
const leaveOut: Plugin = {
  name: 'leave-out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: optional }, ({ path: name }) =>
      kept.test(name) ? undefined : { path: name, namespace: 'left-out', sideEffects: false },
    );
    onLoad({ filter: /.*/, namespace: 'left-out' }, async ({ path: name }) => {
      const names = Object.keys(await import(name)).filter(
        (key) => key !== 'default' && key !== 'module.exports',
      );
      const message = JSON.stringify(
        `${name} is left out of the telemetry bundle (service-kit/scripts/build.ts)`,
      );
      return {
        contents: names
          .map((key) => `export class ${key} { constructor() { throw new Error(${message}); } }`)
          .join('\n'),
      };
    });
  },
};

/** Some packages' ES modules call a `require` that they made themselves, which esbuild does not see through. */
const bundleRequired: Plugin = {
  name: 'bundle-required',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]@opentelemetry[\\/].*\.mjs$/ }, async ({ path: file }) => ({
      contents: (await readFile(file, 'utf8')).replaceAll('__require(', 'require('),
    }));
  },
};

await build({
  entryPoints: [path.join(root, 'src/telemetry.ts')],
  outfile: process.argv[2] ?? path.join(root, 'dist/telemetry.cjs'),
  bundle: true,
  minifySyntax: true,
  minifyWhitespace: true,
  // Names stay as they are: with shorter ones, `keepNames` would have to set them anew on each closure, also on those
  // made for every request, which costs a tenth of all that tracing costs.
  platform: 'node',
  format: 'cjs',
  target: 'node22.18',
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  plugins: [leaveOut, bundleRequired],
  logLevel: 'warning',
});
