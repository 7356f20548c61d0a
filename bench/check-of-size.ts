/** A process of its own that checks a mesh of a size: `node check-of-size.ts SERVICES`; prints `SizeFigures`. */
import { checkResources, parseResources, type Resource, translate } from '@lab/istio';
import { sizedMesh } from '@lab/istio/sized-mesh';
import { quantile } from './quantile.ts';

/** CPU time of all threads, the collector's among them, in milliseconds. */
export interface SizeFigures {
  /** YAML into resources. */
  readonly parsing: number;
  /** Each resource by itself, the model, and whether all fit together. */
  readonly check: number;
  /** One sidecar's configuration. */
  readonly translation: number;
  /** A check and that sidecar's configuration after an edit of one VirtualService, without reading the file; median of `EDITS`. */
  readonly edit: number;
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
  const edit = quantile(editsOf(text, checked.resources, pod.name), 0.5);
  return { parsing, check, translation, edit, memory: process.resourceUsage().maxRSS / 1024 };
}

const EDITS = 5;

/** CPU time of one edit after the other, each of another weight. */
function editsOf(text: string, applied: readonly Resource[], name: string): number[] {
  let before = applied;
  return Array.from({ length: EDITS }, (_, index) => {
    const weight = 80 - index;
    const edited = text
      .replace('weight: 90', `weight: ${weight}`)
      .replace('weight: 10', `weight: ${100 - weight}`);
    const { resources } = parseResources(edited, { before });
    const [kept, milliseconds] = cpuMs(() => {
      const checked = checkResources(resources, [], before);
      const pod = checked.ok && checked.mesh.pods.find((candidate) => candidate.name === name);
      if (!pod || checked.findings.length > 0) throw new Error('the edited mesh has findings');
      translate(checked.mesh, pod);
      return checked.resources;
    });
    before = kept;
    return milliseconds;
  });
}

process.stdout.write(`${JSON.stringify(figuresOf(Number(process.argv[2])))}\n`);
