/** Which configuration is meant. */
export interface OverlayChoice {
  /** Folder that holds all manifests, or a file of them, relative to the root or absolute: what findings may point into. */
  readonly manifests: string;
  /** Name of a folder below `overlays/` of it; absent where the folder of the manifests is built itself. */
  readonly overlay?: string;
  /** Names of folders below `components/` of it, to put on top of the overlay, in this order. */
  readonly components: readonly string[];
  /** Names of components that the overlay leaves out. */
  readonly without: readonly string[];
  /** True: no configuration with an error takes effect. */
  readonly guard?: boolean;
  /** False: no stand-in takes the place of an image that is not built here, and such an image is an error. */
  readonly standIns?: false;
}
