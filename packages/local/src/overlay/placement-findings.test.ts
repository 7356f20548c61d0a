import { buildMesh, parseResources } from '@lab/istio';
import { describe, expect, it } from 'vitest';
import { placementFindings } from './placement-findings.ts';

const PODS = ['a', 'b', 'plain'].map(
  (name) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, sidecar.istio.io/inject: "${name !== 'plain'}" } }
    spec: { serviceAccountName: ${name}, containers: [{ name: app, image: app }] }
`,
);

function policy(rule: string): string {
  return `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: rules, namespace: shop }
spec:
  rules:
  - ${rule}
`;
}

function codes(text: string, sharesAddress: boolean): string[] {
  const mesh = buildMesh(parseResources(`${PODS.join('')}${text}`).resources);
  return placementFindings(mesh, { sharesAddress }).map(({ code, message }) => `${code} ${message}`);
}

describe('a policy on addresses', () => {
  it.each([
    [
      'one of two replicas',
      'from: [{ source: { ipBlocks: ["10.244.0.1"] } }]',
      'shop/a-1 has the same ServiceAccount',
    ],
    [
      'a pod without a sidecar',
      'from: [{ source: { notIpBlocks: ["10.244.0.5"] } }]',
      '10.244.0.5 cannot identify shop/plain-0',
    ],
    [
      'a condition',
      'when: [{ key: source.ip, values: ["10.244.0.3"] }]',
      'shop/b-1 has the same ServiceAccount',
    ],
  ])('is told of where pods share theirs: %s', (_, rule, words) => {
    expect(codes(policy(rule), true)).toEqual([expect.stringContaining(words)]);
    expect(codes(policy(rule), false)).toEqual([]);
  });

  it('is told of where a pod keeps a port from its sidecar', () => {
    const past = `---
apiVersion: v1
kind: Pod
metadata:
  name: past
  namespace: shop
  labels: { sidecar.istio.io/inject: "true" }
  annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "8080,9090" }
spec: { serviceAccountName: past, containers: [{ name: app, image: app }] }
`;
    const rule = policy('from: [{ source: { ipBlocks: ["10.244.0.7"] } }]');
    expect(codes(`${past}${rule}`, true)).toEqual([
      expect.stringContaining(
        '10.244.0.7 cannot identify shop/past: all pods have the address 127.0.0.1 on this machine, and its calls to ports 8080,9090 present no certificate',
      ),
    ]);
    expect(codes(`${past}${rule}`, false)).toEqual([]);
  });

  it.each([
    ['both of a list', 'from: [{ source: { ipBlocks: ["10.244.0.1", "10.244.0.0/30"] } }]', 2],
    ['no pod', 'from: [{ source: { ipBlocks: ["192.0.2.0/24"] } }]', 0],
    ['another condition', 'when: [{ key: source.namespace, values: ["10.244.0.1"] }]', 0],
  ])('is told of for each range that is not known by certificates: %s', (_, rule, count) => {
    expect(codes(policy(rule), true)).toHaveLength(count);
  });
});

describe("a file of the proxy's container", () => {
  const rule = (file: string) => `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: tls, namespace: shop }
spec: { host: a, trafficPolicy: { tls: { mode: SIMPLE, caCertificates: ${file} } } }
`;

  it('is told of, unless it is the file of the public CAs', () => {
    expect(codes(rule('/etc/mine/ca.crt'), false)).toEqual([
      expect.stringContaining('LAB0212 /etc/mine/ca.crt'),
    ]);
    expect(codes(rule('/etc/ssl/certs/ca-certificates.crt'), false)).toEqual([]);
    expect(codes(rule('system'), false)).toEqual([]);
  });
});
