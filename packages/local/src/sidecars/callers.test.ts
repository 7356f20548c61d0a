import { buildMesh, parseResources } from '@lab/istio';
import { describe, expect, it } from 'vitest';
import { callersByIdentity } from './callers.ts';

const mesh = buildMesh(
  parseResources(`
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { sidecar.istio.io/inject: "true" } }
spec: { serviceAccountName: web, containers: [{ name: app, image: app }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: gateway, namespace: edge }
spec:
  selector: { matchLabels: { app: gateway } }
  template:
    metadata:
      labels: { app: gateway, sidecar.istio.io/inject: "true" }
      annotations: { inject.istio.io/templates: gateway }
    spec: { serviceAccountName: gateway, containers: [{ name: istio-proxy, image: auto }] }
`).resources,
);
const ALL_PODS = { addressPrefix: '10.244.0.0', prefixLen: 16 };

describe('callers that have one address in common', () => {
  it('are known by the identities of the pods in a range', () => {
    const text = JSON.stringify(callersByIdentity(mesh)(ALL_PODS, 'directRemoteIp'));
    expect(text).toContain('spiffe://cluster.local/ns/shop/sa/web');
    expect(text).toContain('spiffe://cluster.local/ns/edge/sa/gateway');
  });

  it('are not the gateway where a policy asks who is behind it', () => {
    const text = JSON.stringify(callersByIdentity(mesh)(ALL_PODS, 'remoteIp'));
    expect(text).toContain('spiffe://cluster.local/ns/shop/sa/web');
    expect(text).not.toContain('gateway');
    const gateway = mesh.pods.find(({ proxy }) => proxy === 'gateway');
    const only = { addressPrefix: gateway?.ip ?? '', prefixLen: 32 };
    expect(callersByIdentity(mesh)(only, 'remoteIp')).toEqual([]);
  });
});
