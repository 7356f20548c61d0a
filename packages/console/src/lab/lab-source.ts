import { resolve } from 'node:path';
import type { Finding } from '@lab/istio';
import type { Lab } from '@lab/local';
import type { MeshClient } from '@lab/mesh-client';
import { WINDOW_MS } from '../measure/recent-traffic.ts';
import type { Configuration, ConsoleSource, Pace } from '../server/source.ts';
import { ejectionWatch } from './ejections.ts';
import { labTraffic } from './lab-traffic.ts';
import { requestLogs } from './request-logs.ts';

export interface LabSourceOptions {
  readonly root: string;
  readonly lab: Pick<Lab, 'mesh' | 'resources' | 'status'>;
  /** The lab as commands see it, muted while an incident is open. */
  readonly connect: () => Promise<MeshClient>;
  /** The incident that is open in the manifests that the lab runs. */
  readonly incident: () => string | undefined;
  /** Findings that are said in spite of it. */
  readonly unmuted: (findings: readonly Finding[]) => readonly Finding[];
  readonly explainText: ConsoleSource['explainText'];
  readonly lessons: NonNullable<ConsoleSource['lessons']>;
}

/** The project's own application, as `./lab call` knows it. */
const APPLICATION = 'frontend.localhost';

/** The lab's proxies write their access logs every 100 ms. */
const PACE: Pace = { lookMs: 200, looksToStatus: 5, looksToEjections: 10 };

/** The lab of this process. */
export function labSource({
  root,
  lab,
  connect,
  incident,
  unmuted,
  explainText,
  lessons,
}: LabSourceOptions): ConsoleSource {
  let configuration: Configuration | undefined;
  const pods = () => lab.status().pods;
  const watch = ejectionWatch({ mesh: () => lab.mesh, pods });
  return {
    ...{ root, explainText, lessons, pace: PACE },
    lacks: () => [],
    mesh: connect,
    hello: async () => {
      const { hosts } = lab.status();
      const own = hosts.find(({ host, tls }) => host === APPLICATION && !tls);
      return {
        windowMs: WINDOW_MS,
        hosts: [...new Set(hosts.map(({ host }) => host))],
        ...(own && { application: `http://${APPLICATION}:${own.address.split(':')[1]}` }),
      };
    },
    status: async () => {
      const muted = incident();
      const found = lab.status();
      const status = { ...found, findings: unmuted(found.findings) };
      return { status, ...(muted !== undefined && { muted }) };
    },
    configuration: async () => {
      const { mesh, resources } = lab;
      // While an edit is brought to the proxies, the mesh is the new one and its resources are still those before.
      const isSame = configuration?.mesh === mesh && configuration.resources === resources;
      if (!configuration || !isSame) configuration = { mesh, resources };
      return configuration;
    },
    pods: async () =>
      pods().map((pod) => ({
        ...pod,
        reachedAt: Object.values(pod.addresses.inbound),
        ...(pod.addresses.source !== undefined && { callsFrom: pod.addresses.source }),
      })),
    openTraffic: () => {
      watch.reset();
      return labTraffic(pods, watch.note);
    },
    logs: (id) => requestLogs(pods(), id),
    manifests: () => resolve(root, lab.status().manifests),
    ejections: watch.ejections,
  };
}
