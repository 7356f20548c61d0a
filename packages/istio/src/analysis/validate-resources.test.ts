import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseResources } from '../resources/parse-resources.ts';
import { validateResources } from './validate-resources.ts';

const conformance = join(import.meta.dirname, '../../testdata/conformance');
const scenarios = globSync('*/input.yaml', { cwd: conformance }).map((path) => dirname(path));

interface Expected {
  readonly rejected?: readonly { readonly kind: string; readonly name: string }[];
  readonly warnings?: readonly { readonly kind: string; readonly name: string }[];
}

function findingsOf(text: string) {
  return validateResources(parseResources(text, { file: 'a.yaml' }).resources);
}

function names(entries: Expected['rejected'] = []): string[] {
  return [...new Set(entries.map(({ kind, name }) => `${kind} ${name}`))].sort();
}

test.each(scenarios)('%s: refuses what Istio refused', (scenario) => {
  const folder = join(conformance, basename(scenario));
  const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
  const errors = findingsOf(readFileSync(join(folder, 'input.yaml'), 'utf8')).filter(
    ({ severity }) => severity === 'error',
  );
  expect([...new Set(errors.map(({ resource }) => resource))].sort()).toEqual(names(expected.rejected));
});

const warned = ['authz-deny-first', 'authz-gateway', 'seed-backend-dr', 'telemetry-override'];

test.each(warned)('%s: warns of what Istio warned of', (scenario) => {
  const expected = JSON.parse(readFileSync(join(conformance, scenario, 'expected.json'), 'utf8')) as Expected;
  const warnings = findingsOf(readFileSync(join(conformance, scenario, 'input.yaml'), 'utf8')).filter(
    ({ code }) => code === 'IST0133',
  );
  expect([...new Set(warnings.map(({ resource }) => resource))]).toEqual(names(expected.warnings));
});

describe('one mistake each', () => {
  const of = (apiVersion: string, kind: string, spec: object) =>
    JSON.stringify({ apiVersion, kind, metadata: { name: 'a', namespace: 'b' }, spec });
  const networking = 'networking.istio.io/v1';
  const virtualService = (route: object, more: object = {}) =>
    of(networking, 'VirtualService', { hosts: ['reviews'], http: [route], ...more });
  const to = (destination: object) => ({ route: [{ destination: { host: 'reviews', ...destination } }] });
  const rule = (spec: object) => of(networking, 'DestinationRule', { host: 'reviews', ...spec });
  const policy = (spec: object) => of('security.istio.io/v1', 'AuthorizationPolicy', spec);
  const CONTAINER = { name: 'a', image: 'a' };
  const POD = { containers: [CONTAINER] };
  const deployment = ({ replicas = 1, ...pod }: { containers: object[]; replicas?: number }) =>
    of('apps/v1', 'Deployment', {
      replicas,
      selector: { matchLabels: { app: 'a' } },
      template: { metadata: { labels: { app: 'a' } }, spec: pod },
    });

  test.each([
    ['an unknown field', virtualService({ rout: [] }), 'spec.http[0].rout', /did you mean "route"/],
    [
      'a number where text is due',
      rule({ subsets: [{ name: 's', labels: { v: 1 } }] }),
      'spec.subsets[0].labels.v',
      /"1" in quotes/,
    ],
    [
      'text where a number is due',
      virtualService({ route: [{ destination: { host: 'a' }, weight: '90' }] }),
      'spec.http[0].route[0].weight',
      /an integer/,
    ],
    ['an unknown kind', of(networking, 'VirtualServce', {}), 'kind', /did you mean/],
    [
      'an enum',
      rule({ trafficPolicy: { loadBalancer: { simple: 'RANDOMM' } } }),
      'spec.trafficPolicy.loadBalancer.simple',
      /RANDOM/,
    ],
    ['a route that does nothing', virtualService({}), 'spec.http[0]', /needs one of route/],
    ['a timeout of 0s', virtualService({ ...to({}), timeout: '0s' }), 'spec.http[0].timeout', /at least 1ms/],
    [
      'a port out of range',
      virtualService(to({ port: { number: 70000 } })),
      'spec.http[0].route[0].destination.port.number',
      /65535/,
    ],
    [
      'a regex',
      virtualService({ ...to({}), match: [{ uri: { regex: '(' } }] }),
      'spec.http[0].match[0].uri',
      /does not compile/,
    ],
    [
      'a lookahead',
      virtualService({ ...to({}), match: [{ uri: { regex: '(?=a)' } }] }),
      'spec.http[0].match[0].uri',
      /lookahead/,
    ],
    ['every host on the mesh', virtualService(to({}), { hosts: ['*'] }), 'spec.hosts[0]', /mesh gateway/],
    [
      'retries that are off',
      virtualService({ ...to({}), retries: { retryOn: '5xx' } }),
      'spec.http[0].retries',
      /attempts/,
    ],
    [
      'a retry condition',
      virtualService({ ...to({}), retries: { attempts: 1, retryOn: 'gatewy-error' } }),
      'spec.http[0].retries.retryOn',
      /gateway-error/,
    ],
    ['an empty policy', rule({ trafficPolicy: {} }), 'spec.trafficPolicy', /empty/],
    [
      'a subset twice',
      rule({ subsets: [{ name: 's' }, { name: 's' }] }),
      'spec.subsets[1].name',
      /two subsets/,
    ],
    [
      'a negative number of replicas',
      deployment({ ...POD, replicas: -3 }),
      'spec.replicas',
      /must be at least 0, not -3/,
    ],
    [
      'a probe that begins before the start',
      deployment({ ...POD, containers: [{ ...CONTAINER, livenessProbe: { initialDelaySeconds: -1 } }] }),
      'spec.template.spec.containers[0].livenessProbe.initialDelaySeconds',
      /must be at least 0/,
    ],
    [
      'a container port that is none',
      deployment({ ...POD, containers: [{ ...CONTAINER, ports: [{ containerPort: 70_000 }] }] }),
      'spec.template.spec.containers[0].ports[0].containerPort',
      /port 70000 is not between 1 and 65535/,
    ],
    [
      'a protocol that is none',
      deployment({
        ...POD,
        containers: [{ ...CONTAINER, ports: [{ containerPort: 80, protocol: 'HTTP' }] }],
      }),
      'spec.template.spec.containers[0].ports[0].protocol',
      /one of SCTP, TCP, UDP/,
    ],
    [
      'two containers of one name',
      deployment({ ...POD, containers: [CONTAINER, CONTAINER] }),
      'spec.template.spec.containers[1].name',
      /two containers have the name "a"/,
    ],
    [
      'a container without an image',
      deployment({ ...POD, containers: [{ name: 'a' }] }),
      'spec.template.spec.containers[0]',
      /image is required/,
    ],
    ['no container', deployment({ ...POD, containers: [] }), 'spec.template.spec', /containers is required/],
    [
      'a port of a Service that is none',
      of('v1', 'Service', { ports: [{ port: 0 }] }),
      'spec.ports[0].port',
      /port 0/,
    ],
    [
      'a port of a Service without a name among several',
      of('v1', 'Service', { ports: [{ port: 1, name: 'a' }, { port: 2 }] }),
      'spec.ports[1]',
      /name is required/,
    ],
    [
      'two ports of a Service with one name',
      of('v1', 'Service', {
        ports: [
          { port: 1, name: 'a' },
          { port: 2, name: 'a' },
        ],
      }),
      'spec.ports[1].name',
      /two ports have the name "a"/,
    ],
    [
      'a label with a space',
      rule({ subsets: [{ name: 's', labels: { 'app/v': 'a b' } }] }),
      'spec.subsets[0].labels.app/v',
      /"a b" is not a valid label value/,
    ],
    [
      'a source label',
      virtualService({ ...to({}), match: [{ sourceLabels: { app: 'a b' } }] }),
      'spec.http[0].match[0].sourceLabels.app',
      /not a valid label value/,
    ],
    [
      'a label of an endpoint',
      of(networking, 'ServiceEntry', {
        hosts: ['a.test'],
        resolution: 'STATIC',
        ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
        endpoints: [{ address: '10.0.0.1', labels: { '-app': 'a' } }],
      }),
      'spec.endpoints[0].labels.-app',
      /not a valid label name/,
    ],
    [
      'a template before another',
      policy({ rules: [{ to: [{ operation: { paths: ['/{**}/{*}'] } }] }] }),
      'spec.rules[0].to[0].operation.paths[0]',
      /must be the last/,
    ],
    [
      'a part of a segment as a template',
      policy({ rules: [{ to: [{ operation: { notPaths: ['/a{*}'] } }] }] }),
      'spec.rules[0].to[0].operation.notPaths[0]',
      /whole segments/,
    ],
    [
      'a source without fields',
      policy({ rules: [{ from: [{ source: {} }] }] }),
      'spec.rules[0].from[0].source',
      /empty/,
    ],
    [
      'a condition',
      policy({ rules: [{ when: [{ key: 'source.ipp', values: ['1.2.3.4'] }] }] }),
      'spec.rules[0].when[0].key',
      /source\.ip"/,
    ],
    [
      'an address',
      policy({ rules: [{ from: [{ source: { ipBlocks: ['10.0.0.0/33'] } }] }] }),
      'spec.rules[0].from[0].source.ipBlocks[0]',
      /range/,
    ],
    [
      'ports without a selector',
      of('security.istio.io/v1', 'PeerAuthentication', { portLevelMtls: { '80': { mode: 'STRICT' } } }),
      'spec.portLevelMtls',
      /selector/,
    ],
    [
      'a short gateway host',
      of(networking, 'Gateway', {
        servers: [{ hosts: ['web'], port: { number: 80, name: 'http', protocol: 'HTTP' } }],
      }),
      'spec.servers[0].hosts[0]',
      /short name/,
    ],
    [
      'a range that is looked up',
      of(networking, 'ServiceEntry', {
        hosts: ['a.test'],
        addresses: ['10.0.0.0/8'],
        resolution: 'DNS',
        ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      }),
      'spec.addresses[0]',
      /NONE or STATIC/,
    ],
  ])('%s', (_, text, field, message) => {
    const [finding, ...rest] = findingsOf(text);
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ severity: 'error', field, message: expect.stringMatching(message) });
    expect(finding?.location).toMatchObject({ file: 'a.yaml', line: 1 });
  });
});
