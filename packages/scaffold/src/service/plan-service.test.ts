import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Files } from '../file-change.ts';
import { readRepository } from '../repository/repository-files.ts';
import { planService } from './plan-service.ts';

let files: Files;
beforeAll(async () => {
  files = await readRepository(resolve(import.meta.dirname, '../../../..'));
});

// Names that no fork will have.
const stock = { name: 'sample-tier', port: 7000, calledBy: ['backend', 'frontend'] };

/** What the plan makes of the repository. */
function after(service = stock): Map<string, string> {
  return new Map([...files, ...planService(files, service).map(({ path, text }) => [path, text] as const)]);
}

function resourcesIn(text = ''): Record<string, unknown>[] {
  return parseAllDocuments(text).map((document) => document.toJS());
}

const inNamespace = (namespace: string) => (resource: Record<string, unknown>) =>
  (resource.metadata as { namespace?: string } | undefined)?.namespace === namespace;

describe('planService', () => {
  it('adds the app, its base, and its entries where services are listed', () => {
    const changes = planService(files, stock);
    const created = changes.filter((change) => change.created).map(({ path }) => path);
    expect(created).toEqual(
      expect.arrayContaining([
        ...['apps/sample-tier/package.json', 'apps/sample-tier/README.md', 'apps/sample-tier/src/main.ts'],
        ...['k8s/base/sample-tier/service.yaml', 'k8s/base/sample-tier/canary/kustomization.yaml'],
        'k8s/components/authorization/sample-tier.yaml',
      ]),
    );
    expect(created.filter((path) => files.has(path))).toEqual([]);
    expect(after().get('k8s/base/kustomization.yaml')).toContain('- ml\n- sample-tier\n');
    const skaffold = after().get('skaffold.yaml') ?? '';
    expect(skaffold).toMatch(/- image: sample-tier\n\s+docker:\n\s+buildArgs:\n\s+APP: sample-tier\n/);
    // The profile `dev` has artifacts of its own.
    expect(skaffold).toContain('- src: apps/sample-tier/src/**\n');
  });

  it('runs an image that was built or loaded here, which has no tag and is in no registry', () => {
    const text = after().get('k8s/base/sample-tier/workload/deployment.yaml');
    const [deployment] = resourcesIn(text) as unknown as { spec: { template: { spec: object } } }[];
    expect(deployment?.spec.template.spec).toMatchObject({
      containers: [{ image: 'sample-tier', imagePullPolicy: 'IfNotPresent' }],
    });
  });

  it('lists what the service depends on, without what only its model does', () => {
    const page = after().get('docs/dependencies.md') ?? '';
    const section = page.split(/^## /m).find((part) => part.startsWith('apps/sample-tier\n'));
    expect(section).toContain('`express`');
    expect(section).not.toContain('ml-matrix');
  });

  it('changes nothing of what the other services have', () => {
    for (const { path, text, created } of planService(files, stock)) {
      if (created || path === 'package-lock.json') continue;
      const lines = text.split('\n');
      // Patterns that name services get one name more.
      const old = (files.get(path) ?? '').replaceAll(/\|ml(?=[|)])/g, '|ml|sample-tier').split('\n');
      let at = 0;
      for (const line of lines) if (line === old[at]) at++;
      expect(at, `${path} lost or moved: ${old[at]}`).toBe(old.length);
    }
  });

  it('leaves no word and no port of its model in what it makes', () => {
    for (const { path, text, created } of planService(files, stock)) {
      if (created) expect(text, path).not.toMatch(/\bml\b|\b5000\b|new-service/);
    }
  });

  it('lets in the callers, and the callers out', () => {
    const tree = after();
    const [policy] = resourcesIn(tree.get('k8s/components/authorization/sample-tier.yaml'));
    const principals = ['cluster.local/ns/backend/sa/backend', 'cluster.local/ns/frontend/sa/frontend'];
    expect(policy).toMatchObject({ spec: { rules: [{ from: [{ source: { principals } }] }] } });
    const network = resourcesIn(tree.get('k8s/components/network-policy/policies.yaml'));
    const ofStock = JSON.stringify(network.filter(inNamespace('sample-tier')));
    expect(ofStock).toContain('"kubernetes.io/metadata.name":"frontend"');
    expect(JSON.stringify(network.filter(inNamespace('frontend')))).toContain('"port":7000');
    expect(JSON.stringify(network.filter(inNamespace('ml')))).not.toContain('"sample-tier"');
    const sidecars = resourcesIn(tree.get('k8s/components/egress/sidecars.yaml'));
    expect(JSON.stringify(sidecars.filter(inNamespace('backend')))).toContain('"sample-tier/*"');
    expect(JSON.stringify(sidecars.filter(inNamespace('ml')))).not.toContain('"sample-tier/*"');
  });

  it('can be done again: the second service stands beside the first', () => {
    const second = planService(after(), { name: 'second-tier', port: 7001, calledBy: ['sample-tier'] });
    const texts = new Map(second.map(({ path, text }) => [path, text]));
    expect(texts.get('k8s/base/kustomization.yaml')).toMatch(/- ml\n- second-tier\n- sample-tier\n/);
    expect(texts.get('k8s/components/authorization/second-tier.yaml')).toContain(
      '/ns/sample-tier/sa/sample-tier',
    );
    expect(texts.get('k8s/components/canary-50/kustomization.yaml')).toContain('|ml|second-tier|sample-tier');
  });

  it.each(['Stock', '9lives', 'a_b', 'stock-', '', '-x', 'x'.repeat(41), '../up'])(
    'refuses %j, which is no name of a Service',
    (name) => {
      expect(() => planService(files, { ...stock, name })).toThrow(
        expect.objectContaining({ code: 'NAME_INVALID' }),
      );
    },
  );

  it.each(['backend', 'local', 'istio-system', 'kube-dns'])('refuses %s, which is taken', (name) => {
    expect(() => planService(files, { ...stock, name })).toThrow(
      expect.objectContaining({ code: 'NAME_TAKEN' }),
    );
  });

  it('refuses a caller that is not there, and says who is', () => {
    expect(() => planService(files, { ...stock, calledBy: ['nobody'] })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_CALLER', remedy: expect.stringContaining('frontend') }),
    );
  });
});
