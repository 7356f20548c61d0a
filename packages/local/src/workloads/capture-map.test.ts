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
