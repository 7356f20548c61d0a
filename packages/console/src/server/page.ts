import { type Asset, type Bundle, bundlePage, isStale } from './bundle.ts';

/** The page's files: bundled once, and again after an edit of their sources. */
export interface Page {
  /** Bundles the page, where that has not been done; of several calls one does. @throws Error with what esbuild says */
  html(): Promise<Asset>;
  /** A file of this or an earlier bundle; undefined for a path that there is not. */
  asset(path: string): Asset | undefined;
}

export function createPage(bundle: () => Promise<Bundle> = bundlePage): Page {
  let bundling: Promise<Bundle> | undefined;
  const assets = new Map<string, Asset>();
  const start = async () => {
    const made = await bundle();
    for (const [path, asset] of made.assets) assets.set(path, asset);
    return made;
  };
  return {
    html: async () => {
      bundling ??= start();
      const current = bundling;
      try {
        // Another call may have begun anew meanwhile.
        if (isStale(await current) && bundling === current) bundling = start();
        return (await (bundling ?? current)).html;
      } catch (error) {
        bundling = undefined;
        throw error;
      }
    },
    asset: (path) => assets.get(path),
  };
}
