import type { Kubectl, PortForward } from '@lab/cluster';
import type { ClusterService } from './cluster-service.ts';

/** Ways into a cluster, which stay open for the next request. */
export interface Forwards {
  /** TCP port on 127.0.0.1 that leads to a Service; another one where the way before has ended, as with its pod. */
  port(service: ClusterService): Promise<number>;
  close(): Promise<void>;
}

export function openForwards(cluster: Pick<Kubectl, 'forward'>): Forwards {
  const ways = new Map<string, Promise<PortForward>>();
  return {
    port: async ({ name, namespace, port }) => {
      const key = `${namespace}/${name}:${port}`;
      const known = await ways.get(key)?.catch(() => undefined);
      if (known?.isOpen()) return known.port;
      const way = cluster.forward(name, namespace, port);
      ways.set(key, way);
      return (await way).port;
    },
    close: async () => {
      const opened = await Promise.allSettled(ways.values());
      await Promise.all(opened.map((way) => way.status === 'fulfilled' && way.value.close()));
    },
  };
}
