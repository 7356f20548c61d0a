import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findEnvoy, validateConfig } from '@lab/envoy';
import { buildMesh, type ProxyConfig, parseResources, translate } from '@lab/istio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Every scenario of the test data: what is emitted for each of its proxies has to be Envoy's to take. */
const TESTDATA = join(import.meta.dirname, '../../../istio/testdata');
const names = ['conformance', 'golden'].flatMap((kind) =>
  readdirSync(join(TESTDATA, kind), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? `${kind}/${entry.name}` : [],
  ),
);

let binary: string;
const folder = mkdtempSync(join(tmpdir(), 'lab-secrets-'));
const secrets = join(folder, 'sds.json');

beforeAll(async () => {
  binary = (await findEnvoy()).path;
  writeFileSync(secrets, JSON.stringify({ versionInfo: '1', resources: [] }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the emitted configuration', () => {
  it.each(names)('of %s is accepted by Envoy', async (name) => {
    const { resources } = parseResources(readFileSync(join(TESTDATA, name, 'input.yaml'), 'utf8'));
    const mesh = buildMesh(resources);
    const first = mesh.pods.filter((pod) => pod.proxy !== 'none' && pod.name.endsWith('-0'));
    const bootstraps = new Map(
      first.map((pod) => [JSON.stringify(bootstrapOf(translate(mesh, pod))), `${pod.namespace}/${pod.name}`]),
    );
    for (const [bootstrap, pod] of bootstraps) {
      expect(await validateConfig(binary, JSON.parse(bootstrap)), pod).toBeUndefined();
    }
  });
});

/** The same configuration with what a control plane would serve written into it, since nobody serves it here. */
function bootstrapOf({ listeners, routes, clusters, endpoints }: ProxyConfig): object {
  const tables = new Map(routes.map((table) => [table.name, table]));
  const inlined = JSON.parse(JSON.stringify(listeners), (_, value) => {
    const name = value?.rds?.routeConfigName;
    if (name === undefined) return value;
    const { rds: _rds, ...manager } = value;
    return { ...manager, routeConfig: tables.get(name) };
  });
  const located = clusters.map(({ edsClusterConfig: _, ...cluster }) => {
    const loadAssignment = endpoints.find(({ clusterName }) => clusterName === cluster.name);
    return loadAssignment ? { ...cluster, type: 'STATIC', loadAssignment } : cluster;
  });
  return {
    node: { id: 'sidecar~10.244.0.1~pod.namespace', cluster: 'app.namespace' },
    staticResources: withSecretsFrom(secrets, { listeners: inlined, clusters: located }),
  };
}

/** Secrets come from a file that has none yet: a listener waits for its certificates, and is valid without. */
function withSecretsFrom(path: string, resources: object): object {
  return JSON.parse(JSON.stringify(resources), (key, value) =>
    key === 'sdsConfig' ? { pathConfigSource: { path }, resourceApiVersion: 'V3' } : value,
  );
}
