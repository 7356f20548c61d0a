import { consolePage } from './console/console-page.ts';
import { diffTime } from './diff-time.ts';
import { editToEnvoy } from './edit-to-envoy.ts';
import { instrumentedService } from './instrumented-service.ts';
import { meshSize } from './mesh-size.ts';
import { requestCost } from './request-cost.ts';
import type { BenchSection } from './section.ts';
import { sidecarPair } from './sidecar-pair.ts';
import { standInMesh } from './stand-in-mesh.ts';
import { totalMemory } from './total-memory.ts';
import { warmStart } from './warm-start.ts';

/** In the order in which they are measured: the first three without a lab, the last after the heaviest load. */
export const sections: readonly BenchSection[] = [
  meshSize,
  diffTime,
  instrumentedService,
  warmStart,
  sidecarPair,
  requestCost,
  editToEnvoy,
  consolePage,
  totalMemory,
  standInMesh,
];
