import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AdminClient, adminClient, type EnvoyProcess, startEnvoy } from '@lab/envoy';
import type { Cluster, Pod, ProxyConfig } from '@lab/istio';
import { LocalError } from '../local-error.ts';
import { bootstrap } from './bootstrap.ts';
import { confirmUpdate, countRejected } from './confirm-update.ts';
import { type XdsFile, xdsFiles, xdsWriter } from './xds-files.ts';

export interface SidecarOptions {
  readonly binary: string;
  readonly pod: Pod;
  /** The mesh's DNS domain, for the node id. */
  readonly domain: string;
  /** Folder for bootstrap and xDS files. */
  readonly dir: string;
  /** Path of the admin socket; at most 107 bytes (unix(7), sun_path). */
  readonly adminSocket: string;
  readonly logPath: string;
  /** Told the process number as soon as there is one. */
  readonly onSpawn: (pid: number) => void;
}

/** One pod's Envoy. */
export interface Sidecar {
  readonly admin: AdminClient;
  readonly process: EnvoyProcess;
  /**
   * Brings another configuration into force without dropping what the old one needs: clusters and endpoints
   * first, then routes and listeners, and only then are clusters removed.
   *
   * @returns undefined when Envoy reports all of it in force, else Envoy's own words for refusing it
   */
  apply(config: ProxyConfig): Promise<string | undefined>;
  stop(): Promise<void>;
}

const READY_MS = 20_000;

/**
 * Starts an Envoy with a configuration and waits until it serves it.
 *
 * @throws EnvoyError when Envoy gives up
 * @throws LocalError SIDECAR_NOT_READY when it refuses the configuration or is not ready within 20 s
 */
export async function startSidecar(options: SidecarOptions, config: ProxyConfig): Promise<Sidecar> {
  const xdsDir = join(options.dir, 'xds');
  await rm(options.dir, { recursive: true, force: true });
  await mkdir(xdsDir, { recursive: true, mode: 0o700 });
  await rm(options.adminSocket, { force: true });
  const writer = xdsWriter(xdsDir);
  const files = xdsFiles(config, xdsDir);
  await writer.write([...files.endpoints, files.clusters, ...files.routes, files.listeners], '1');
  const configPath = join(options.dir, 'bootstrap.json');
  await writeFile(configPath, JSON.stringify(bootstrap({ ...options, xdsDir }), undefined, 1), {
    mode: 0o600,
  });

  const envoy = await startEnvoy({ binary: options.binary, configPath, logPath: options.logPath });
  options.onSpawn(envoy.pid);
  const admin = adminClient(options.adminSocket);
  await waitUntilLive(options, envoy, admin);
  let current = config;
  let version = 1;
  const apply = async (next: ProxyConfig) => {
    const update = { admin, logPath: options.logPath, previous: current, next, version: String(++version) };
    const rejection = await makeBeforeBreak(update, writer, xdsDir);
    if (!rejection) current = next;
    return rejection;
  };
  return { admin, process: envoy, apply, stop: () => envoy.stop() };
}

async function waitUntilLive(
  options: SidecarOptions,
  envoy: EnvoyProcess,
  admin: AdminClient,
): Promise<void> {
  const deadline = Date.now() + READY_MS;
  const ended = envoy.exited.then((error) => {
    throw (
      error ??
      new LocalError('SIDECAR_NOT_READY', `the sidecar of ${options.pod.name} was stopped`, 'Start again.')
    );
  });
  ended.catch(() => {});
  while ((await Promise.race([admin.state(), ended])) !== 'LIVE') {
    if (Date.now() > deadline) await failStart(options, envoy, `is not ready after ${READY_MS / 1_000} s`);
    await sleep(20);
  }
  if ((await countRejected(admin)) > 0) {
    await failStart(options, envoy, `refuses its configuration: ${await lastRejection(options.logPath)}`);
  }
}

async function failStart(options: SidecarOptions, envoy: EnvoyProcess, what: string): Promise<never> {
  await envoy.stop();
  const message = `the sidecar of ${options.pod.namespace}/${options.pod.name} ${what}`;
  throw new LocalError('SIDECAR_NOT_READY', message, `Its log: ${options.logPath}`);
}

interface Update {
  readonly admin: AdminClient;
  readonly logPath: string;
  readonly previous: ProxyConfig;
  readonly next: ProxyConfig;
  readonly version: string;
}

async function makeBeforeBreak(
  { admin, logPath, previous, next, version }: Update,
  writer: ReturnType<typeof xdsWriter>,
  xdsDir: string,
): Promise<string | undefined> {
  const files = xdsFiles(next, xdsDir);
  const leaving = clustersOnlyIn(previous.clusters, next.clusters);
  const both = xdsFiles({ ...next, clusters: [...next.clusters, ...leaving] }, xdsDir);
  const statistics = subscriptionNames(next, files);
  const rejectedBefore = await countRejected(admin);
  const bring = async (part: readonly XdsFile[], suffix: string) => {
    const changed = await writer.write(part, version + suffix);
    if (changed.length === 0) return undefined;
    const subscriptions = changed.flatMap((path) => statistics.get(path) ?? []);
    const outcome = await confirmUpdate(admin, { version: version + suffix, subscriptions }, rejectedBefore);
    if (outcome === 'taken') return undefined;
    return outcome === 'rejected' ? lastRejection(logPath) : 'Envoy did not take the update within 10 s';
  };
  const rejection =
    (await bring([...files.endpoints, both.clusters], '')) ??
    (await bring([...files.routes, files.listeners], '')) ??
    (leaving.length > 0 ? await bring([files.clusters], '-pruned') : undefined);
  if (!rejection) await writer.prune([...files.endpoints, files.clusters, ...files.routes, files.listeners]);
  return rejection;
}

function clustersOnlyIn(previous: readonly Cluster[], next: readonly Cluster[]): Cluster[] {
  const names = new Set(next.map(({ name }) => name));
  return previous.filter(({ name }) => !names.has(name));
}

/** Statistics prefix of the subscription behind each file. Envoy writes `_` for `:` in the names of statistics. */
function subscriptionNames(
  config: ProxyConfig,
  files: ReturnType<typeof xdsFiles>,
): ReadonlyMap<string, string> {
  const clusterStats = new Map(
    config.clusters.map((cluster) => [cluster.name, cluster.altStatName ?? cluster.name]),
  );
  const names = new Map([
    [files.clusters.path, 'cluster_manager.cds'],
    [files.listeners.path, 'listener_manager.lds'],
  ]);
  config.endpoints.forEach(({ clusterName }, index) => {
    const file = files.endpoints[index];
    if (file) names.set(file.path, statName(`cluster.${clusterStats.get(clusterName) ?? clusterName}`));
  });
  config.routes.forEach(({ name }, index) => {
    const file = files.routes[index];
    if (file) names.set(file.path, statName(`rds.${name}`));
  });
  return names;
}

function statName(name: string): string {
  return name.replaceAll(':', '_');
}

/** Envoy's log has the words; its statistics only the number. */
async function lastRejection(logPath: string): Promise<string> {
  const lines = (await readFile(logPath, 'utf8')).split('\n');
  const line = lines.findLast((text) => /rejected: |rejected because |Error adding/.test(text)) ?? '';
  return line.replace(/^(\[[^\]]*\]\s*)+/, '') || 'Envoy gives no reason';
}
