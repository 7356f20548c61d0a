import type { AuthorizationPolicySpec } from '../resources/istio-types.ts';
import { parseCidrRange } from './cidr-range.ts';
import { parsePort } from './port.ts';
import type { CidrRange } from './values.ts';

/** What a rule of an AuthorizationPolicy asks for. */
export interface AuthorizationRule {
  /** Alternatives; none is any caller. */
  readonly from: readonly Source[];
  /** Alternatives; none is any request. */
  readonly to: readonly Operation[];
  /** All of them have to hold. */
  readonly when: readonly When[];
}

/**
 * The values of one field, of which one has to hold, and those of its `not` field, of which none may. Undefined is a
 * text that is no value of the field's kind, such as an address.
 */
export interface Values<Value> {
  readonly values: readonly (Value | undefined)[];
  readonly notValues: readonly (Value | undefined)[];
}

/** A text that may have a wildcard at either end. */
export type Pattern = string;

export interface Source {
  readonly principals: Values<Pattern>;
  readonly requestPrincipals: Values<Pattern>;
  readonly namespaces: Values<Pattern>;
  readonly serviceAccounts: Values<string>;
  readonly ipBlocks: Values<CidrRange>;
  readonly remoteIpBlocks: Values<CidrRange>;
}

export interface Operation {
  readonly hosts: Values<Pattern>;
  readonly methods: Values<Pattern>;
  readonly paths: Values<Pattern>;
  readonly ports: Values<number>;
}

/** A condition on an attribute of Istio's, by its key: `source.ip`, `request.headers[NAME]`. */
export type When = { readonly key: string } & (
  | { readonly kind: 'range'; readonly ranges: Values<CidrRange> }
  | { readonly kind: 'port'; readonly ports: Values<number> }
  | { readonly kind: 'pattern'; readonly patterns: Values<Pattern> }
);

type WrittenRule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type WrittenSource = NonNullable<NonNullable<WrittenRule['from']>[number]['source']>;
type WrittenOperation = NonNullable<NonNullable<WrittenRule['to']>[number]['operation']>;

export function readAuthorizationRule({ from = [], to = [], when = [] }: WrittenRule): AuthorizationRule {
  return {
    from: from.map(({ source }) => readSource(source ?? {})),
    to: to.map(({ operation }) => readOperation(operation ?? {})),
    when: when.map(readWhen),
  };
}

function readSource(source: WrittenSource): Source {
  return {
    principals: patterns(source.principals, source.notPrincipals),
    requestPrincipals: patterns(source.requestPrincipals, source.notRequestPrincipals),
    namespaces: patterns(source.namespaces, source.notNamespaces),
    serviceAccounts: patterns(source.serviceAccounts, source.notServiceAccounts),
    ipBlocks: read(parseCidrRange, source.ipBlocks, source.notIpBlocks),
    remoteIpBlocks: read(parseCidrRange, source.remoteIpBlocks, source.notRemoteIpBlocks),
  };
}

function readOperation(operation: WrittenOperation): Operation {
  return {
    hosts: patterns(operation.hosts, operation.notHosts),
    methods: patterns(operation.methods, operation.notMethods),
    paths: patterns(operation.paths, operation.notPaths),
    ports: read(parsePort, operation.ports, operation.notPorts),
  };
}

const RANGES = new Set(['source.ip', 'remote.ip', 'destination.ip']);

function readWhen({ key, values, notValues }: NonNullable<WrittenRule['when']>[number]): When {
  if (RANGES.has(key)) return { key, kind: 'range', ranges: read(parseCidrRange, values, notValues) };
  if (key === 'destination.port') return { key, kind: 'port', ports: read(parsePort, values, notValues) };
  return { key, kind: 'pattern', patterns: patterns(values, notValues) };
}

function read<Value>(
  parse: (text: string) => Value | undefined,
  values: readonly string[] = [],
  notValues: readonly string[] = [],
): Values<Value> {
  return { values: values.map(parse), notValues: notValues.map(parse) };
}

function patterns(values: readonly string[] = [], notValues: readonly string[] = []): Values<Pattern> {
  return { values, notValues };
}
