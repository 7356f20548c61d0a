import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '../../../..');

/** Names of Envoy's statistics in the code of the checks. */
const asked = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    return [...text.matchAll(/'((?:upstream_|outlier_detection\.)\w+)'/g)].map(([, name = '']) => name);
  });

/** What a proxy in a cluster keeps, by the mesh configuration. */
function keptStatistics(): RegExp[] {
  const text = readFileSync(join(root, 'k8s/platform/istio-system.yaml'), 'utf8');
  const objects = parseAllDocuments(text).map((document) => document.toJS());
  const config = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'istio');
  const { inclusionRegexps } = parse(config.data.mesh).defaultConfig.proxyStatsMatcher;
  return inclusionRegexps.map((text: string) => new RegExp(`^(?:${text})$`));
}

it('finds what checks ask for', () => {
  expect(asked).toContain('outlier_detection.ejections_active');
  expect(asked).toContain('upstream_rq_retry');
});

it.each([...new Set(asked)])('a proxy in a cluster keeps %s', (statistic) => {
  const name = `cluster.outbound|8080|stable|backend-service.backend.svc.cluster.local.${statistic}`;
  expect(keptStatistics().some((regexp) => regexp.test(name))).toBe(true);
});
