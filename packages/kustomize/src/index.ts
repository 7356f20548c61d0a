export { type BuildOptions, type BuildResult, buildOverlay } from './build-overlay.ts';
export { componentsOf, foldersOf, readRelations } from './component-relations.ts';
export { findKustomize, type Kustomize } from './find-kustomize.ts';
export { kustomizationAnnotations } from './kustomization-annotations.ts';
export { manifestTexts, type ReadTexts } from './manifest-texts.ts';
export { pathFrom } from './path-from.ts';
export { type PostRenderOptions, postRender } from './post-render.ts';
export { readBuild } from './read-build.ts';
