import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AdminClient, adminClient, type EnvoyProcess, startEnvoy } from '@lab/envoy';
import { LabError } from '@lab/errors';
import type { Pod } from '@lab/istio';
import { serveAds } from '../ads/ads-server.ts';
import { AdsStream } from '../ads/ads-stream.ts';
import type { ServedConfig } from '../ads/served-config.ts';
import { bootstrap, nodeId } from './bootstrap.ts';
import { configFiles } from './config-files.ts';
import { drainSidecar } from './drain-sidecar.ts';
import type { RunningSidecar, SidecarOptions } from './running-sidecar.ts';
import { updateSidecar } from './update-sidecar.ts';

/** What starts it, and tests, see more of it than those who only use it. */
export interface Sidecar extends RunningSidecar {
  readonly admin: AdminClient;
  readonly pid: number;
}

const READY_MS = 20_000;

/** Implements {@link StartSidecar}; an Envoy may take 20 s until it is ready. */
export async function startSidecar(options: SidecarOptions, config: ServedConfig): Promise<Sidecar> {
  const { binary, pod, domain, dir, adminSocket, xdsSocket, logPath } = options;
  if (options.signal?.aborted) throw stopped(pod);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await rm(adminSocket, { force: true });
  const files = configFiles(dir);
  await files.write(config);
  const configPath = join(dir, 'bootstrap.json');
  await writeFile(configPath, JSON.stringify(bootstrap(options), undefined, 1), { mode: 0o600 });

  const ads = new AdsStream(config);
  const server = await serveAds(xdsSocket, nodeId(pod, domain), ads);
  const envoy = await startEnvoy({ binary, configPath, logPath }).catch((error) => {
    server.close();
    throw error;
  });
  void envoy.exited.then(() => server.close());
  options.onSpawn(envoy.pid);
  endOnAbort(envoy, options.signal);
  const admin = adminClient(adminSocket);
  await waitUntilLive(options, envoy, admin, ads);
  await files.write(ads.active);
  const apply = async (next: ServedConfig) => {
    const shortfall = await updateSidecar({ admin, ads, next });
    await files.write(ads.active);
    return shortfall;
  };
  return {
    admin,
    pid: envoy.pid,
    exited: envoy.exited,
    apply,
    drain: (graceMs) => drainSidecar(admin, pod.proxy, graceMs),
    stop: () => envoy.stop(),
  };
}

/** Nothing is in flight in one that is not ready yet, so that it needs no grace. */
function endOnAbort(envoy: EnvoyProcess, signal: AbortSignal | undefined): void {
  const end = () => void envoy.stop(0);
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end, { once: true });
}

async function waitUntilLive(
  options: SidecarOptions,
  envoy: EnvoyProcess,
  admin: AdminClient,
  ads: AdsStream,
): Promise<void> {
  const deadline = Date.now() + READY_MS;
  const ended = envoy.exited.then((error) => {
    throw error ?? stopped(options.pod);
  });
  ended.catch(() => {});
  while ((await Promise.race([admin.state(), ended])) !== 'LIVE') {
    if (Date.now() > deadline) await failStart(options, envoy);
    await sleep(20);
  }
  // Also an Envoy that has rejected all that it was sent comes to serve; what it has not answered yet, the first update waits for.
  const answered = ads.settled().catch(() => ended);
  await Promise.race([answered, ended, sleep(deadline - Date.now(), undefined, { ref: false })]);
}

function stopped({ name }: Pod): LabError {
  const message = `the sidecar of ${name} was stopped`;
  return new LabError('INTERRUPTED', message, 'Start the lab again with `./lab up`.');
}

async function failStart(options: SidecarOptions, envoy: EnvoyProcess): Promise<never> {
  await envoy.stop();
  const { namespace, name } = options.pod;
  const message = `the sidecar of ${namespace}/${name} is not ready after ${READY_MS / 1_000} s`;
  throw new LabError('SIDECAR_NOT_READY', message, `Read its log: ${options.logPath}`);
}
