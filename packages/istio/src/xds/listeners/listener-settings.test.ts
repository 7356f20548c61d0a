/** What Istio sets on listeners and clusters whatever the resources say; the golden files show it where no access log is wanted. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildMesh } from '../../model/build-mesh.ts';
import { parseResources } from '../../resources/parse-resources.ts';
import { translate } from '../translate.ts';

const input = readFileSync(join(import.meta.dirname, '../../../testdata/golden/base/input.yaml'), 'utf8');

function proxies(meshConfig: string) {
  const config = `apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system}
data: {mesh: '${meshConfig}'}
`;
  const mesh = buildMesh(parseResources(`${input}\n---\n${config}`).resources);
  return mesh.pods
    .filter(({ proxy }) => proxy !== 'none')
    .map((pod) => ({ pod: `${pod.namespace}/${pod.workload}`, ...translate(mesh, pod) }));
}

/** Those that open a port of their own; the others are handed connections by `virtualOutbound`. */
function boundListeners(meshConfig: string) {
  return proxies(meshConfig).flatMap(({ pod, listeners }) =>
    listeners.filter(({ bindToPort }) => bindToPort !== false).map((listener) => ({ pod, ...listener })),
  );
}

describe('a listener that opens a port', () => {
  const refused = { responseFlagFilter: { flags: ['NR'] } };

  it.each(
    boundListeners('accessLogFile: /dev/stdout').map((listener) => [listener.pod, listener.name, listener]),
  )(
    'of %s: %s logs the connections that no chain takes, and accepts one at a time',
    (_pod, _name, listener) => {
      expect(listener).toMatchObject({
        maxConnectionsToAcceptPerSocketEvent: 1,
        accessLog: [{ name: 'envoy.access_loggers.file', filter: refused }],
      });
    },
  );

  it('is one of the two of a sidecar, or of a gateway', () => {
    const names = new Set(boundListeners('accessLogFile: /dev/stdout').map(({ name }) => name));
    expect(names).toEqual(new Set(['virtualInbound', 'virtualOutbound', '0.0.0.0_8080', '0.0.0.0_8443']));
  });

  it('logs nothing where the mesh has no access log', () => {
    for (const listener of boundListeners('accessLogFile: ""')) expect(listener.accessLog).toBeUndefined();
  });
});

it('a listener that opens none says nothing of how it accepts', () => {
  const others = proxies('').flatMap(({ listeners }) =>
    listeners.filter(({ bindToPort }) => bindToPort === false),
  );
  expect(others.length).toBeGreaterThan(0);
  for (const listener of others) expect(listener).not.toHaveProperty('maxConnectionsToAcceptPerSocketEvent');
});

it('connections to the listener itself are dropped by the chain that Istio names so', () => {
  const chains = boundListeners('').flatMap(({ name, filterChains }) =>
    filterChains
      .filter((chain) => chain.filterChainMatch?.destinationPort)
      .map((chain) => [name, chain.name]),
  );
  expect(chains).toContainEqual(['virtualOutbound', 'virtualOutbound-blackhole']);
  expect(chains).toContainEqual(['virtualInbound', 'virtualInbound-blackhole']);
});

it('an inbound cluster is named in statistics as Istio names it, and passed-through connections time out', () => {
  const sidecar = proxies('').find(({ pod }) => pod === 'shop/reviews');
  const inbound = sidecar?.clusters.find(({ name }) => name.startsWith('inbound|'));
  expect(inbound?.altStatName).toBe(`${inbound?.name};`);
  const passthrough = sidecar?.clusters.filter(({ name }) => name.endsWith('PassthroughCluster')) ?? [];
  expect(passthrough.map(({ name }) => name).sort()).toEqual([
    'InboundPassthroughCluster',
    'PassthroughCluster',
  ]);
  for (const cluster of passthrough) {
    expect(cluster.altStatName).toBe('PassthroughCluster;');
    expect(Object.values(cluster.typedExtensionProtocolOptions ?? {})).toMatchObject([
      { commonHttpProtocolOptions: { idleTimeout: '300s' } },
    ]);
  }
});
