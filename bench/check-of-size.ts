/** A process of its own that checks a mesh of a size: `node check-of-size.ts SERVICES [translate]`; prints `SizeFigures`. */
import { buildMesh, checkResources, parseResources, translate } from '@lab/istio';
import { sizedMesh } from '@lab/istio/sized-mesh';

/** CPU time of all threads, the collector's among them, in milliseconds. */
export interface SizeFigures {
  /** YAML into resources. */
  readonly reading: number;
  /** Resources into the registry and the policies. */
  readonly model: number;
  /** Each resource against its schema, and all of them together. */
  readonly analysis: number;
  /** One pod's Envoy configuration; absent unless it was asked for. */
  readonly translation?: number;
}

function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function figuresOf(services: number, translates: boolean): SizeFigures {
  const text = sizedMesh(services);
  let { resources }: ReturnType<typeof parseResources> = { resources: [], findings: [] };
  const reading = cpuMs(() => {
    ({ resources } = parseResources(text));
  });
  const model = cpuMs(() => buildMesh(resources));
  let checked: ReturnType<typeof checkResources> | undefined;
  const check = cpuMs(() => {
    checked = checkResources(resources);
  });
  // A check builds the model too.
  const figures = { reading, model, analysis: Math.max(0, check - model) };
  if (!checked?.ok || checked.findings.length > 0) throw new Error('the mesh has findings');
  const { mesh } = checked;
  const [pod] = mesh.pods;
  if (!pod || !translates) return figures;
  return { ...figures, translation: cpuMs(() => translate(mesh, pod)) };
}

const [services, translates] = process.argv.slice(2);
process.stdout.write(`${JSON.stringify(figuresOf(Number(services), translates === 'translate'))}\n`);
