/** The pictures of the console that README.md and docs/console.md show, each for light and for dark pages. */
export interface Picture {
  /** `docs/images/console-NAME-light.png` and `…-dark.png`. */
  readonly name: string;
  /** Pixels of the page, of which each is {@link SCALE} pixels of the picture. */
  readonly width: number;
  readonly height: number;
}

export const SCHEMES = ['light', 'dark'] as const;
export type Scheme = (typeof SCHEMES)[number];

/** Pixels of the picture for one of the page: sharp on most displays, and small. */
export const SCALE = 1.125;

export const PICTURES = {
  mesh: { name: 'mesh', width: 1280, height: 416 },
  request: { name: 'request', width: 1280, height: 616 },
  split: { name: 'split', width: 1280, height: 720 },
} as const satisfies Readonly<Record<string, Picture>>;

/** From the root of the repository. */
export function fileOf({ name }: Picture, scheme: Scheme): string {
  return `docs/images/console-${name}-${scheme}.png`;
}
