/** A process of its own that checks a mesh of a size: `node check-of-size.ts SERVICES`; prints `SizeFigures`. */
import { checkResources, parseResources, translate } from '@lab/istio';
import { sizedMesh } from '@lab/istio/sized-mesh';

/** CPU time of all threads, the collector's among them, in milliseconds. */
export interface SizeFigures {
  /** YAML into resources. */
  readonly parsing: number;
  /** Each resource by itself, the model, and whether all fit together. */
  readonly check: number;
  /** One sidecar's configuration. */
  readonly translation: number;
  /** The most memory that the process had, in megabytes. */
  readonly memory: number;
}

/** What `run` returns, and the CPU time that it took. */
function cpuMs<Result>(run: () => Result): [Result, number] {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
}

function figuresOf(services: number): SizeFigures {
  const text = sizedMesh(services);
  const [{ resources }, parsing] = cpuMs(() => parseResources(text));
  const [checked, check] = cpuMs(() => checkResources(resources));
  if (!checked.ok || checked.findings.length > 0) throw new Error('the mesh has findings');
  const { mesh } = checked;
  const [pod] = mesh.pods;
  if (!pod) throw new Error('the mesh has no pods');
  const [, translation] = cpuMs(() => translate(mesh, pod));
  return { parsing, check, translation, memory: process.resourceUsage().maxRSS / 1024 };
}

process.stdout.write(`${JSON.stringify(figuresOf(Number(process.argv[2])))}\n`);
