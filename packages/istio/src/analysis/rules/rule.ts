import type { Finding } from '../../findings/finding.ts';
import type { Mesh } from '../../model/mesh.ts';
import type { Resource } from '../../resources/resource.ts';

/** One question to a configuration that is valid by itself: do its parts fit together? */
export type Rule = (mesh: Mesh, resources: readonly Resource[]) => Finding[];
