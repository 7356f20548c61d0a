import {
  at,
  type Finding,
  finding,
  findingOf,
  isInRange,
  type Mesh,
  type Message,
  message,
  type Pod,
  type Resource,
} from '@lab/istio';
import { isSystemBundle } from '../sidecars/system-roots.ts';
import { EXCLUDE_PORTS } from '../workloads/capture-map.ts';

/** What a policy asks of addresses, and the path to each: `ipBlocks` of a source, values of a condition on an address. */
const ADDRESS_FIELDS = new Set(['ipBlocks', 'notIpBlocks', 'remoteIpBlocks', 'notRemoteIpBlocks']);
const ADDRESS_KEYS = new Set(['source.ip', 'remote.ip']);

/** Fields that name a file of the proxy's container. */
const FILE_FIELDS = new Set(['serverCertificate', 'privateKey', 'caCertificates', 'clientCertificate']);

type Path = readonly (string | number)[];

/** What of the configuration depends on addresses and files that this machine does not have. */
export function placementFindings(
  mesh: Mesh,
  { sharesAddress = false }: { readonly sharesAddress?: boolean },
): Finding[] {
  const policies = sharesAddress
    ? mesh.authorizationPolicies.flatMap((policy) => addressFindings(mesh, policy))
    : [];
  const files = [...mesh.gateways, ...mesh.destinationRules].flatMap(fileFindings);
  return [...policies, ...files];
}

/** Where pods have one address in common, a policy knows them by their certificates; that may not be enough. */
function addressFindings(mesh: Mesh, policy: Resource): Finding[] {
  return walk(policy.spec, ['spec']).flatMap(({ path, key, value, parent }) => {
    const asks = ADDRESS_FIELDS.has(key) || (isValueList(key) && ADDRESS_KEYS.has(String(parent.key)));
    if (!asks || !Array.isArray(value)) return [];
    return value.flatMap((range, index) => {
      const unknown = typeof range === 'string' ? notKnownByIdentity(mesh, range) : undefined;
      return unknown ? [findingOf(unknown, at(policy, [...path, index]))] : [];
    });
  });
}

function isValueList(key: string): boolean {
  return key === 'values' || key === 'notValues';
}

/** Why the first pod of a range cannot be identified by its certificate; undefined where all can. */
function notKnownByIdentity(mesh: Mesh, text: string): Message | undefined {
  const [addressPrefix = '', length] = text.split('/');
  const range = { addressPrefix, prefixLen: Number(length ?? (addressPrefix.includes(':') ? 128 : 32)) };
  const inside = mesh.pods.filter(({ ip }) => isInRange(ip, range));
  const plain = inside.find(({ proxy }) => proxy === 'none');
  if (plain) return message('LAB0211.noSidecar', { pod: nameOf(plain), range: text });
  const past = inside.find(({ annotations }) => annotations[EXCLUDE_PORTS]);
  if (past) {
    const ports = past.annotations[EXCLUDE_PORTS] ?? '';
    return message('LAB0211.excludedPorts', { pod: nameOf(past), range: text, ports });
  }
  for (const pod of inside) {
    const other = mesh.pods.find(
      (candidate) => !inside.includes(candidate) && haveOneIdentity(candidate, pod),
    );
    if (other) return message('LAB0211.sameAccount', { pod: nameOf(pod), range: text, other: nameOf(other) });
  }
  return undefined;
}

function haveOneIdentity(a: Pod, b: Pod): boolean {
  return a.namespace === b.namespace && a.serviceAccount === b.serviceAccount;
}

function nameOf({ namespace, name }: Pod): string {
  return `${namespace}/${name}`;
}

/** A file of the proxy's container is no file of this machine; only the system's CAs have their like here. */
function fileFindings(resource: Resource): Finding[] {
  return walk(resource.spec, ['spec']).flatMap(({ path, key, value }) => {
    if (!FILE_FIELDS.has(key) || typeof value !== 'string' || value === 'system' || isSystemBundle(value))
      return [];
    return [finding('LAB0212', { file: value }, at(resource, path))];
  });
}

interface Field {
  readonly path: Path;
  readonly key: string;
  readonly value: unknown;
  /** The object that has the field. */
  readonly parent: Readonly<Record<string, unknown>>;
}

/** Every field of every object in a value. */
function walk(value: unknown, path: Path): Field[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  const parent = value as Readonly<Record<string, unknown>>;
  return Object.entries(parent).flatMap(([key, field]) => [
    { path: [...path, key], key, value: field, parent },
    ...walk(field, [...path, key]),
  ]);
}
