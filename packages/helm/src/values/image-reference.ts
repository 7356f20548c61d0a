/** An image's name in its parts. */
export interface ImageReference {
  readonly repository: string;
  /** Empty where the name has none. */
  readonly tag: string;
  /** `sha256:…`; empty where the name has none. */
  readonly digest: string;
}

/** Reads `[registry[:port]/]path[:tag][@digest]` (the grammar of a reference, distribution/reference). */
export function parseImage(image: string): ImageReference {
  const [name = '', digest = ''] = image.split('@');
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  return {
    repository: hasTag ? name.slice(0, colon) : name,
    tag: hasTag ? name.slice(colon + 1) : '',
    digest,
  };
}
