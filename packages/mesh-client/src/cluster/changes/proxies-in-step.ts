import { setTimeout as delay } from 'node:timers/promises';
import type { Kubectl, KubeObject } from '@lab/cluster';
import { LabError } from '@lab/errors';
import type { ClusterService } from '../cluster-service.ts';
import { keyOf } from './object-key.ts';

/** Milliseconds between two looks, and for all of them. */
const LOOK_MS = 200;
const WITHIN_MS = 60_000;
/**
 * Looks in a row at which every proxy has acknowledged what it was sent: istiod gathers changes for 100 ms before it
 * sends them (`PILOT_DEBOUNCE_AFTER`), and the first look may come before that.
 */
const LOOKS_IN_STEP = 3;

/** Istio's types, which istiod reads. */
const istioType = /^(networking|security|telemetry)\.istio\.io\//;

/** What istiod answers at `/debug/configz` and `/debug/syncz`, as far as it is read here (istio 1.30, `pilot/pkg/xds/debug.go`). */
type HeldConfig = KubeObject & { readonly metadata: { readonly resourceVersion?: string } };
export interface ProxySync {
  /** `POD.NAMESPACE` */
  readonly proxy: string;
  readonly resources?: Readonly<
    Record<string, { readonly sent?: string; readonly acked?: string; readonly lastError?: string }>
  >;
}

/** What was written: objects as the API server has them now, and keys of those that are gone. */
export interface Written {
  readonly objects: readonly KubeObject[];
  readonly deleted: readonly string[];
}

/** Asks istiod at a path below `/debug/`. */
export type AskIstiod = <Answer>(path: string) => Promise<Answer>;

/**
 * Resolves when istiod has read what was written, and every proxy has acknowledged what istiod sent it since.
 *
 * @throws LabError PROXIES_OUT_OF_STEP when that does not come about
 */
export async function proxiesInStep(ask: AskIstiod, written: Written, signal?: AbortSignal): Promise<void> {
  let waitsFor = ['istiod'];
  let inStep = 0;
  for (let waited = 0; waited < WITHIN_MS; waited += LOOK_MS) {
    const unread = unreadBy(await ask<readonly HeldConfig[]>('configz'), written);
    waitsFor = unread.length > 0 ? unread : outOfStep(await ask<readonly ProxySync[]>('syncz'));
    inStep = waitsFor.length === 0 ? inStep + 1 : 0;
    if (inStep >= LOOKS_IN_STEP) return;
    await delay(LOOK_MS, undefined, { signal });
  }
  throw new LabError(
    'PROXIES_OUT_OF_STEP',
    `not every proxy has the configuration after ${WITHIN_MS / 1000} s: waiting for ${waitsFor.join(', ')}`,
    'Look at the log of istiod: kubectl logs -n istio-system deployment/istiod.',
  );
}

/** What istiod has not read in its newest version. */
export function unreadBy(held: readonly HeldConfig[], { objects, deleted }: Written): string[] {
  const versions = new Map(held.map((config) => [keyOf(config), config.metadata.resourceVersion]));
  const unread = objects
    .filter(({ apiVersion }) => istioType.test(apiVersion))
    .filter((object) => versions.get(keyOf(object)) !== object.metadata.resourceVersion);
  return [...unread.map(keyOf), ...deleted.filter((key) => versions.has(key))];
}

/** Proxies that have neither acknowledged nor refused what they were sent last. */
export function outOfStep(proxies: readonly ProxySync[]): string[] {
  return proxies
    .filter(({ resources = {} }) =>
      Object.values(resources).some(({ sent = '', acked = '', lastError }) => sent !== acked && !lastError),
    )
    .map(({ proxy }) => proxy);
}

/** Asks the istiod of a cluster through a port-forward, which comes to it from its own pod. */
export function askIstiod(
  cluster: Kubectl,
  forward: (service: ClusterService) => Promise<number>,
  signal?: AbortSignal,
): AskIstiod {
  let service: Promise<ClusterService> | undefined;
  return async <Answer>(path: string) => {
    service ??= istiodService(cluster);
    const url = `http://127.0.0.1:${await forward(await service)}/debug/${path}`;
    try {
      const answer = await fetch(url, { ...(signal && { signal }) });
      if (!answer.ok) throw new Error(`istiod answered ${answer.status}`);
      return (await answer.json()) as Answer;
    } catch (error) {
      throw new LabError(
        'PROXIES_OUT_OF_STEP',
        `istiod does not say which proxies have the configuration: ${(error as Error).message}`,
        'Look at the log of istiod: kubectl logs -n istio-system deployment/istiod.',
        { cause: error },
      );
    }
  };
}

interface LabelledService extends KubeObject {
  readonly metadata: KubeObject['metadata'] & { readonly labels?: Readonly<Record<string, string>> };
}

/** The Service of istiod, whose name has the revision of a control plane that has one. */
async function istiodService(cluster: Kubectl): Promise<ClusterService> {
  const services = await cluster.list<LabelledService>(['services'], 'istio-system');
  const found = services.find(({ metadata: { labels } }) => labels?.app === 'istiod');
  const name = found?.metadata.name ?? 'istiod';
  return { name, namespace: 'istio-system', port: 15014 };
}
