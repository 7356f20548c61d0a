/** Requests that a mesh may get, made of what its own resources and probes are about. */
import type { Mesh, Resource, Service } from '@lab/istio';
import type { Scenario } from '@lab/istio/conformance';
import fc from 'fast-check';
import type { LiveProbe } from '../../packages/local/conformance/live/wire-request.ts';
import { serviceNames } from '../../packages/local/src/workloads/service-names.ts';

/** Words that the conditions of a scenario are about. */
export interface Vocabulary {
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly tokens: readonly NonNullable<LiveProbe['request']['jwt']>[];
}

/** Sent besides what the resources name: what no condition is for, and what proxies have to make canonical. */
const PATHS = [
  '/',
  '/nosuch',
  '/nosuch/',
  '/a/../b',
  '/%6Eosuch',
  '/a%2Fb',
  '//a',
  '/a;b=1',
  '/?q=1',
  '/A/B',
];
const HOSTS = ['nosuch.example', 'nosuch', 'nosuch.default.svc.cluster.local'];
const HEADERS = [
  ['x-canary', 'true'],
  ['x-other', ''],
  ['x-other', 'TRUE'],
] as const;
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'];

/** The strings of a scenario's resources and probes by what they are for. */
export function vocabularyOf(resources: readonly Resource[], probes: Scenario['probes']): Vocabulary {
  const strings: string[] = [];
  const headers: [string, string][] = [];
  for (const { spec } of resources) collect(spec, '', strings, headers);
  for (const { request } of probes) {
    strings.push(request.path ?? '/', request.host ?? '');
    headers.push(...Object.entries(request.headers ?? {}));
  }
  const paths = strings.filter((text) => text.startsWith('/')).map(literal);
  return {
    hosts: unique([
      ...HOSTS,
      ...strings.filter(isHost).map((host) => host.replace(/^.*\//, '').replace('*', 'any')),
    ]),
    paths: unique([
      ...PATHS,
      ...paths,
      ...paths.map((path) => `${path}x`),
      ...paths.map((path) => `${path}/x?y=1`),
    ]),
    headers: [...HEADERS, ...headers.filter(([name]) => isSendable(name))],
    tokens: probes.flatMap(({ request: { jwt } }) => (jwt && !jwt.invalid ? [jwt] : [])),
  };
}

/** A request of any sender of the mesh that has a proxy. */
export function requestsOf(mesh: Mesh, vocabulary: Vocabulary): fc.Arbitrary<LiveProbe> {
  const senders = mesh.pods.filter(({ proxy }) => proxy !== 'none');
  const pods = [...new Map(senders.map((pod) => [`${pod.namespace}/${pod.workload}`, pod])).values()];
  return fc.oneof(
    ...pods.map((pod) => {
      const from = `${pod.namespace}/${pod.workload}`;
      const target =
        pod.proxy === 'gateway' ? gatewayTargets(mesh, vocabulary) : targets(mesh, pod.namespace, vocabulary);
      return fc.record({ target, rest: parts(vocabulary) }).map(({ target: [host, port, tls], rest }) => ({
        ...{ name: 'generated', from },
        request: { ...rest, host, port, ...(tls && { tls: 'simple' as const }) },
      }));
    }),
  );
}

type Target = readonly [host: string, port: number, tls: boolean];

function gatewayTargets(mesh: Mesh, { hosts }: Vocabulary): fc.Arbitrary<Target> {
  const ports = mesh.gateways.flatMap(({ spec }) =>
    ((spec as { servers?: { port?: { number?: number } }[] }).servers ?? []).flatMap(
      ({ port }) => port?.number ?? [],
    ),
  );
  return fc.tuple(fc.constantFrom(...hosts), fc.constantFrom(80, 80, 443, ...ports), fc.boolean());
}

function targets(mesh: Mesh, namespace: string, { hosts }: Vocabulary): fc.Arbitrary<Target> {
  const known = mesh.services.flatMap((service) => {
    const names = namesOf(service, namespace, mesh.config.domain);
    const ports = service.ports.map(({ port }) => port);
    return names.flatMap((name) => [...ports, ...ports, 9].map((port): Target => [name, port, false]));
  });
  const ports = unique([80, ...mesh.services.flatMap((service) => service.ports.map(({ port }) => port))]);
  const unknown = fc.tuple(fc.constantFrom(...hosts), fc.constantFrom(...ports), fc.constant(false));
  if (known.length === 0) return unknown;
  return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: unknown });
}

/** As applications write it, in capitals too, and as an address. */
function namesOf(service: Service, namespace: string, domain: string): string[] {
  const names = serviceNames(service, namespace, domain).map((name) => name.replace('*', 'any'));
  const address =
    /^[\d.]+$/.test(service.clusterIP) && service.clusterIP !== '0.0.0.0' ? [service.clusterIP] : [];
  return [...names, ...names.slice(-1).map((name) => name.toUpperCase()), ...address];
}

function parts({ paths, headers, tokens }: Vocabulary) {
  return fc
    .record({
      method: fc.constantFrom(...METHODS),
      path: fc.constantFrom(...paths),
      headers: fc.subarray([...headers], { maxLength: 3 }).map((some) => Object.fromEntries(some)),
      jwt: fc.option(tokens.length > 0 ? fc.constantFrom(...tokens) : fc.constant(undefined), {
        nil: undefined,
      }),
    })
    .map(({ jwt, ...rest }) => ({ ...rest, ...(jwt && { jwt }) }));
}

/** All strings below a value; those below a field `headers`, `withoutHeaders` … are values of headers too. */
function collect(value: unknown, field: string, strings: string[], headers: [string, string][]): void {
  if (typeof value === 'string') strings.push(value);
  if (Array.isArray(value)) for (const item of value) collect(item, field, strings, headers);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const { key, values, name } = value as { key?: unknown; values?: unknown; name?: unknown };
  const [, condition] = /^request\.headers\[(.*)\]$/.exec(typeof key === 'string' ? key : '') ?? [];
  if (condition && Array.isArray(values))
    headers.push(...values.map((text): [string, string] => [condition, sample(String(text))]));
  if (field === 'headers' && typeof name === 'string') {
    const { value: own } = value as { value?: unknown };
    headers.push([name, sample(String(own ?? ''))]);
  }
  for (const [key_, item] of Object.entries(value)) {
    if (/eaders$/.test(field) && typeof item === 'object' && item !== null && !Array.isArray(item)) {
      const match = Object.values(item).find((text) => typeof text === 'string');
      headers.push([key_, typeof match === 'string' ? sample(match) : 'any']);
    }
    collect(item, key_, strings, headers);
  }
}

/** A text that a prefix, a suffix or a regular expression may match. */
function sample(pattern: string): string {
  return pattern
    .replaceAll('.*', 'any')
    .replaceAll('*', 'any')
    .replace(/[\\^$()?+|[\]{}]/g, '');
}

function literal(path: string): string {
  return sample(path).replace(/[^\x21-\x7e]/g, '') || '/';
}

function isHost(text: string): boolean {
  return /^([\w.-]+\/)?(\*|[\w-]+)(\.[\w-]+)+$/.test(text);
}

/** Not by which requests are known or joined, and none that Node would refuse to send. */
function isSendable(name: string): boolean {
  return (
    /^[\w-]+$/.test(name) &&
    !/^(user-agent|host|connection|content-length|transfer-encoding|upgrade|te|authorization)$/i.test(name)
  );
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
