import { buildMesh, parseResources } from '@lab/istio';
import { describe, expect, it } from 'vitest';
import { captureMap } from './capture-map.ts';

const SIDECAR_PLACE = { address: '127.12.0.1', port: 8080 };
const SERVER_PLACE = { address: '127.10.0.2', port: 3000 };

/** What the pod `caller` may dial, where the Service `server` has port 8080. */
function mapOf(annotations: object, sourceAddress?: string) {
  const { resources } = parseResources(`
apiVersion: v1
kind: Service
metadata: { name: server, namespace: shop }
spec: { selector: { app: server }, ports: [{ name: http, port: 8080, targetPort: 3000 }] }
---
apiVersion: v1
kind: Pod
metadata:
  name: caller
  namespace: shop
  labels: { sidecar.istio.io/inject: "true" }
  annotations: ${JSON.stringify(annotations)}
spec: { containers: [{ name: app, image: app }] }
`);
  const mesh = buildMesh(resources);
  const [pod] = mesh.pods;
  if (!pod) throw new Error('no pod');
  const placement = {
    ...{ application: new Map(), inbound: new Map(), outbound: new Map([['0.0.0.0_8080', SIDECAR_PLACE]]) },
    ...{ identityDir: '', credentialsDir: '', accessLogPath: '' },
    ...(sourceAddress && { sourceAddress }),
  };
  return captureMap(mesh, pod, placement, () => [SERVER_PLACE]);
}

describe('what a pod with a sidecar dials', () => {
  it('goes to the sidecar', () => {
    expect(mapOf({}).connect['server:8080']).toEqual(['127.12.0.1:8080']);
  });

  it('goes past it on a port that is excluded, and comes from the pod all the same', () => {
    const excluded = mapOf({ 'traffic.sidecar.istio.io/excludeOutboundPorts': '8080' }, '127.10.0.1');
    expect(excluded.connect['server:8080']).toEqual(['127.10.0.2:3000']);
    expect(excluded.source).toBe('127.10.0.1');
  });

  it('has no address of its own where all pods have one in common', () => {
    expect(mapOf({})).not.toHaveProperty('source');
  });
});

describe('what a pod of a headless Service dials by its name', () => {
  const { resources } = parseResources(`
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { clusterIP: None, selector: { app: db }, ports: [{ name: tcp, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  replicas: 3
  serviceName: db
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db, sidecar.istio.io/inject: "true" } }
    spec: { containers: [{ name: db, image: db }] }
`);
  const mesh = buildMesh(resources);
  const [own, ...others] = mesh.pods;
  if (!own) throw new Error('no pod');
  const listeners = new Map(
    others.map(({ ip }, index) => [`${ip}_80`, { address: '127.12.0.1', port: 1000 + index }]),
  );
  const placement = {
    ...{ application: new Map([[8080, { address: '127.12.0.9', port: 8080 }]]), inbound: new Map() },
    ...{ outbound: listeners, identityDir: '', credentialsDir: '', accessLogPath: '' },
  };
  const map = captureMap(mesh, own, placement, () => [SERVER_PLACE]);

  it('is its own application past its sidecar, and the others through it', () => {
    expect(map.connect['db:80']).toEqual(['127.12.0.9:8080', '127.12.0.1:1000', '127.12.0.1:1001']);
    expect(map.connect['db-0.db:80']).toEqual(['127.12.0.9:8080']);
    expect(map.connect['db-1.db:80']).toEqual(['127.12.0.1:1000']);
    expect(map.own).toEqual(['127.12.0.9:8080', '127.12.0.1:1000', '127.12.0.1:1001']);
  });
});
