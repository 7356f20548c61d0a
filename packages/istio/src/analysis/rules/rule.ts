import type { Mesh } from '../../model/mesh.ts';
import type { Resource } from '../../resources/resource.ts';
import type { Finding } from '../finding.ts';

/** One question to a configuration that is valid by itself: do its parts fit together? */
export type Rule = (mesh: Mesh, resources: readonly Resource[]) => Finding[];
