import { hostname, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import type { KubeObject } from '@lab/cluster';
import { hasCode, LabError } from '@lab/errors';
import { effectOf, parseResources, type Resource, resourceName } from '@lab/istio';
import { buildOverlay, findKustomize, type Kustomize } from '@lab/kustomize';
import { type Applied, type Ground, type LessonFolder, loadLesson, writeDeployed } from '@lab/lessons';
import { labPaths, loadOverlay, PLATFORM } from '@lab/local';
import { type ClusterClient, connectClusterMesh, findLab, outsideCaller } from '@lab/mesh-client';
import type { CommandContext } from '../command.ts';
import { type Classroom, workbenchChoice } from './classroom.ts';
import { missingFrom, withDeployedImages } from './deployed-mesh.ts';

/** What a cluster may have of the lab: an overlay that brings traces, too. */
const OVERLAY = 'k8s/overlays/kind-observability';
/** Milliseconds after which a learner says again that the cluster is in use. */
const RENEW_MS = 60_000;

/** A cluster in which lessons are done. */
export interface ClusterGround extends Ground {
  /** The kube context. */
  readonly context: string;
  /** Makes it what it was before lessons, and gives it to the next learner. */
  restore(): Promise<void>;
}

/**
 * A cluster that takes the files of the workbench. The learner holds it until {@link Ground.close}, and for some time after it.
 *
 * @throws LabError LEARNER_BUSY, LESSON_NOT_ON_CLUSTER, WORKBENCH_TAKEN, or as connectClusterMesh
 */
export async function openClusterGround(
  context: CommandContext,
  { workbench, place }: Classroom,
): Promise<ClusterGround> {
  await refuseSharedWorkbench(context, workbench.folder);
  const client = await connectClusterMesh(context.root, place.on as string, context.signal);
  const claim = { holder: learnerName(), ...(place.takeOver && { takesOver: true }) };
  const renew = () => client.changes.hold(claim);
  try {
    await requireSidecars(client);
    await renew();
  } catch (error) {
    await client.close();
    throw error;
  }
  // One that was lost is said when the files are applied next.
  const timer = setInterval(() => void renew().catch(() => {}), RENEW_MS).unref();
  const kustomize = await findKustomize();
  const deployment: Deployment = {
    ...context,
    client,
    kustomize,
    overlay: await overlayObjects(context, kustomize),
  };
  return {
    mesh: client,
    context: client.context,
    apply: async (_signal, folder = workbench.folder) => {
      await renew();
      return applyFolder(deployment, folder);
    },
    restore: async () => {
      await client.changes.restore();
      await client.changes.release(claim.holder);
    },
    close: async () => {
      clearInterval(timer);
      await client.close();
    },
  };
}

/** As kubectl's users know themselves; kept in the Lease. */
function learnerName(): string {
  return `${userInfo().username}@${hostname()}`;
}

/** A lab on this machine would follow what the cluster has. */
async function refuseSharedWorkbench({ root }: CommandContext, folder: string): Promise<void> {
  const status = await (await findLab(root))?.status();
  if (!status || resolve(root, status.manifests) !== folder) return;
  throw new LabError(
    'WORKBENCH_TAKEN',
    `the lab on this machine runs the files in ${folder}`,
    'Stop it with `./lab down`, or name an empty folder with LAB_WORKBENCH.',
  );
}

/** @throws LabError LESSON_NOT_ON_CLUSTER */
async function requireSidecars(client: ClusterClient): Promise<void> {
  const { pods } = await client.status();
  if (pods.some(({ proxy }) => proxy === 'sidecar')) return;
  throw new LabError(
    'LESSON_NOT_ON_CLUSTER',
    `lessons look at sidecars, and no pod in ${client.context} has one`,
    'Deploy the overlay kind: skaffold run -m app, or kubectl apply -k k8s/overlays/kind.',
  );
}

/** @throws LabError LESSON_NOT_ON_CLUSTER for a lesson that needs what the cluster does not have */
export async function requireForLesson({ mesh }: Ground, lesson: LessonFolder, name: string): Promise<void> {
  const { needsTraces, notOnCluster } = await loadLesson(lesson);
  if (notOnCluster !== undefined)
    throw new LabError(
      'LESSON_NOT_ON_CLUSTER',
      `${lesson.name} cannot run on a cluster: ${notOnCluster}`,
      'Run this lesson on this machine, without --on.',
    );
  if (!needsTraces) return;
  const lacks = await lacksTraces(mesh);
  if (lacks === undefined) return;
  throw new LabError(
    'LESSON_NOT_ON_CLUSTER',
    `${lesson.name} looks at traces, and ${name} ${lacks}`,
    'Deploy with `skaffold dev -p observability`, or run this lesson on this machine, without --on.',
  );
}

async function lacksTraces(mesh: Ground['mesh']): Promise<string | undefined> {
  if (!(await mesh.keepsTraces())) return 'has no Jaeger';
  return (await mesh.sampling()) === 0 ? 'samples no requests' : undefined;
}

interface Deployment extends Pick<CommandContext, 'root'> {
  readonly client: ClusterClient;
  readonly kustomize: Kustomize;
  /** What the overlay says, before anything is deployed. */
  readonly overlay: readonly KubeObject[];
}

async function overlayObjects({ root }: CommandContext, kustomize: Kustomize): Promise<KubeObject[]> {
  const workDir = join(labPaths(root).lab, 'learn');
  const built = await buildOverlay({ kustomize, root, dir: OVERLAY, workDir, origins: false });
  if (!built.ok)
    throw new LabError('CONFIGURATION', `${OVERLAY} cannot be built`, `Run kustomize build ${OVERLAY}.`);
  return parseResources(built.yaml).resources.map(objectOf);
}

/** Builds a workbench on top of what is deployed, and makes the cluster what comes out. */
async function applyFolder(deployment: Deployment, folder: string): Promise<Applied> {
  const { client, overlay, kustomize, root } = deployment;
  const begun = performance.now();
  // Namespaces stay as they are: no lesson is about them, and a learner needs no right to the whole cluster.
  const [own, namespaces] = [overlay.filter(isNamespaced), overlay.filter((object) => !isNamespaced(object))];
  const change = await client.changes.begin(own);
  refuseMissing(client, missingFrom(own, change.deployed));
  writeDeployed(folder, [...namespaces, ...change.deployed]);
  const choice = workbenchChoice({ folder, root });
  const workDir = join(labPaths(root).lab, 'learn');
  const loaded = await loadOverlay({ kustomize, root, workDir, ...choice }, PLATFORM);
  const { findings } = loaded;
  const result = (more: Pick<Applied, 'inForce' | 'rejection'>): Applied => ({
    ...{ ...more, findings, failures: [], milliseconds: performance.now() - begun },
  });
  const isRefused = findings.some(
    ({ code, severity }) => severity === 'error' && effectOf(code) !== 'in-effect',
  );
  if (!loaded.ok || isRefused) return result({ inForce: false });
  const platform = new Set(loaded.platform);
  const wanted = loaded.resources
    .filter((resource) => !platform.has(resourceName(resource)))
    .map(objectOf)
    .filter(isNamespaced);
  const caller = outsideCaller(change.deployed);
  try {
    await change.apply([
      ...withDeployedImages(wanted, overlay, change.deployed),
      ...(caller ? [caller] : []),
    ]);
  } catch (error) {
    if (!hasCode(error, 'REJECTED')) throw error;
    return result({ inForce: false, rejection: (error as LabError).message });
  }
  // Hints name the learner's lines; of what is deployed nobody has a file.
  const isOwn = (resource: Resource) => !resource.locate().file.includes('/mesh/');
  client.locate(loaded.resources.filter(isOwn));
  return result({ inForce: true });
}

function isNamespaced({ metadata: { namespace } }: KubeObject): boolean {
  return namespace !== undefined;
}

/** As it is written, with the namespace that it has where none is written. */
function objectOf({ raw, metadata: { namespace } }: Resource): KubeObject {
  const object = raw as KubeObject;
  return namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } };
}

function refuseMissing({ context }: ClusterClient, missing: readonly string[]): void {
  if (missing.length === 0) return;
  throw new LabError(
    'LESSON_NOT_ON_CLUSTER',
    `${context} lacks resources of the overlay kind, on which lessons stand: ${missing.join(', ')}`,
    'Deploy the overlay: skaffold run -m app, or kubectl apply -k k8s/overlays/kind.',
  );
}
