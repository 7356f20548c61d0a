import { statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

/** A file of the page, as it is sent. */
export interface Asset {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
}

/** The page's code, bundled. */
export interface Bundle {
  /** By path: `/assets/NAME-HASH.js`. A name is never used again for other content. */
  readonly assets: ReadonlyMap<string, Asset>;
  readonly html: Asset;
  /** Paths of the scripts that the first view loads. */
  readonly firstScripts: readonly string[];
  /** Its sources, with the times of their last change. */
  readonly sources: ReadonlyMap<string, number>;
}

const ENTRY = join(import.meta.dirname, '../page/main.tsx');
const ROOT = resolve(import.meta.dirname, '../../../..');
const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};
const zip = promisify(gzip);

/** Bundles the page, in memory. esbuild's process ends with it. @throws Error with what esbuild says */
export async function bundlePage(entry = ENTRY): Promise<Bundle> {
  // Loaded when there is a page to bundle: a lab that nobody looks at does without.
  const { build, stop } = await import('esbuild');
  try {
    const { outputFiles, metafile } = await build({
      entryPoints: [entry],
      absWorkingDir: ROOT,
      outdir: join(ROOT, 'assets'),
      ...{ bundle: true, minify: true, splitting: true, write: false, metafile: true },
      ...{ format: 'esm', platform: 'browser', target: 'es2022', jsx: 'automatic', charset: 'utf8' },
      ...{ entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', assetNames: '[name]-[hash]' },
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'silent',
    });
    const files = outputFiles.map(({ path, contents }) => [`/assets/${basename(path)}`, contents] as const);
    const assets = await Promise.all(
      files.map(async ([path, contents]) => [path, await assetOf(path, Buffer.from(contents))] as const),
    );
    const outputs = Object.entries(metafile.outputs);
    const main = outputs.find(([, { entryPoint }]) => entryPoint !== undefined)?.[0] ?? '';
    const firstScripts = staticImports(metafile.outputs, main).map((path) => `/assets/${basename(path)}`);
    const styles = files.map(([path]) => path).filter((path) => path.endsWith('.css'));
    return {
      assets: new Map(assets),
      html: await assetOf('index.html', Buffer.from(htmlOf(firstScripts, styles))),
      firstScripts,
      sources: new Map(
        Object.keys(metafile.inputs).map((path) => [join(ROOT, path), modified(join(ROOT, path))] as const),
      ),
    };
  } finally {
    await stop();
  }
}

/** Whether a source of the bundle was edited since. Packages are not looked at: they change with an installation. */
export function isStale({ sources }: Bundle): boolean {
  return [...sources].some(([path, time]) => !path.includes('node_modules') && modified(path) !== time);
}

type Outputs = Readonly<Record<string, { readonly imports: readonly { path: string; kind: string }[] }>>;

/** The scripts that load with one: itself, and what it imports at once. */
function staticImports(outputs: Outputs, path: string): string[] {
  const found = new Set([path]);
  for (const each of found) {
    for (const { path: imported, kind } of outputs[each]?.imports ?? []) {
      if (kind === 'import-statement') found.add(imported);
    }
  }
  return [...found];
}

function modified(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function assetOf(path: string, bytes: Buffer): Promise<Asset> {
  const type = TYPES[path.split('.').at(-1) ?? ''] ?? 'text/html';
  return { type: `${type}; charset=utf-8`, bytes, gzipped: await zip(bytes, { level: 9 }) };
}

function htmlOf(scripts: readonly string[], styles: readonly string[]): string {
  const [main, ...others] = scripts;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<title>Console</title>',
    '<link rel="icon" href="data:,">',
    ...styles.map((path) => `<link rel="stylesheet" href="${path}">`),
    ...others.map((path) => `<link rel="modulepreload" href="${path}">`),
    `<script type="module" src="${main}"></script>`,
    '</head>',
    // What is painted until the scripts have come, in whose place they put the page.
    '<body><div id="root">',
    '<header class="bar"><p class="name">Console</p></header>',
    '<main><p class="empty">Loading…</p></main>',
    '</div></body>',
    '</html>',
    '',
  ].join('\n');
}
