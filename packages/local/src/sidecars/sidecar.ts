import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AdminClient, adminClient, type EnvoyProcess, startEnvoy } from '@lab/envoy';
import type { Pod, ProxyConfig } from '@lab/istio';
import { LocalError } from '../local-error.ts';
import { bootstrap, nodeId } from './bootstrap.ts';
import { configFiles } from './config-files.ts';
import { countRejected } from './confirm-update.ts';
import { lastRejection } from './last-rejection.ts';
import { updateSidecar } from './update-sidecar.ts';
import { type XdsCache, xdsCache } from './xds-cache.ts';
import { xdsResources } from './xds-resources.ts';
import { serveXds } from './xds-server.ts';

export interface SidecarOptions {
  readonly binary: string;
  readonly pod: Pod;
  /** The mesh's DNS domain, for the node id. */
  readonly domain: string;
  /** Folder for the bootstrap, and for the configuration as files to read. */
  readonly dir: string;
  /** Path of the admin socket; at most 107 bytes (unix(7), sun_path). */
  readonly adminSocket: string;
  /** Path of the socket at which the lab serves the configuration; as long at most. */
  readonly xdsSocket: string;
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
  const { binary, pod, domain, dir, adminSocket, xdsSocket, logPath } = options;
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await rm(adminSocket, { force: true });
  const files = configFiles(dir);
  await files.write(config);
  const configPath = join(dir, 'bootstrap.json');
  await writeFile(configPath, JSON.stringify(bootstrap(options), undefined, 1), { mode: 0o600 });

  const cache = offerAll(config);
  const server = await serveXds(xdsSocket, nodeId(pod, domain), cache);
  const inherited = [server.listeningFd];
  const envoy = await startEnvoy({ binary, configPath, logPath, inherited }).catch((error) => {
    server.close();
    throw error;
  });
  void envoy.exited.then(() => server.close());
  options.onSpawn(envoy.pid);
  const admin = adminClient(adminSocket);
  await waitUntilLive(options, envoy, admin);
  let previous = config;
  let version = 1;
  const apply = async (next: ProxyConfig) => {
    version += 1;
    const update = { admin, logPath, cache, previous, next, version: String(version) };
    const rejection = await updateSidecar(update);
    if (rejection) return rejection;
    previous = next;
    await files.write(next);
    return undefined;
  };
  return { admin, process: envoy, apply, stop: () => envoy.stop() };
}

/** A cache that has all of a configuration before Envoy asks for the first time. */
function offerAll(config: ProxyConfig): XdsCache {
  const cache = xdsCache();
  const { clusters, listeners, routes, endpoints } = xdsResources(config);
  cache.offer([...endpoints, clusters, ...routes, listeners], '1');
  return cache;
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
