import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hasLabels } from '@lab/istio';
import type { KubeObject } from '../documents.ts';
import { writeObject } from './api-writes.ts';
import { type Access, accessOf, forbiddenMessage, isAllowed } from './rbac.ts';

interface Refusal {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
}

/** An API server on 127.0.0.1 that has the objects it was given: what kubectl reads of a cluster, over plain HTTP. */
export interface ApiServer {
  readonly url: string;
  /** May be changed while it runs. */
  objects: KubeObject[];
  /** What requests have deleted: its types stay installed. */
  readonly deleted: KubeObject[];
  /** `METHOD PATH` of every request, without the query. */
  readonly requests: string[];
  /** What the requests for resources wanted to do. */
  readonly accesses: Access[];
  /** Who asks, as roles and bindings among the objects name them; without one, everything is allowed. */
  user: string | undefined;
  /** What every request is answered with instead. */
  refusal: Refusal | undefined;
  /** What containers have written: by `NAMESPACE/POD/CONTAINER`, by pods' beginnings. */
  logs: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const singular: Readonly<Record<string, string>> = {
  pods: 'Pod',
  services: 'Service',
  namespaces: 'Namespace',
  nodes: 'Node',
  configmaps: 'ConfigMap',
  events: 'Event',
  serviceaccounts: 'ServiceAccount',
  leases: 'Lease',
  deployments: 'Deployment',
  replicasets: 'ReplicaSet',
  statefulsets: 'StatefulSet',
};
const clusterScoped = new Set(['Namespace', 'Node', 'GatewayClass']);
const always = {
  v1: ['pods', 'services', 'serviceaccounts', 'namespaces', 'nodes', 'configmaps', 'events'],
  'coordination.k8s.io/v1': ['leases'],
  'apps/v1': ['deployments', 'replicasets', 'statefulsets'],
};

/** How it answers a port-forward that finds a pod, and that the user is allowed. */
export const NO_CONNECTION = 'this API server carries no connection';

/** Starts it. The types beside Kubernetes' own are those of the objects, as if their CRDs were installed. */
export async function startApiServer(objects: readonly KubeObject[]): Promise<ApiServer> {
  const server = createServer(async (request, response) => {
    const { method = 'GET' } = request;
    const url = new URL(request.url ?? '/', 'http://api');
    api.requests.push(`${method} ${url.pathname}`);
    const access = accessOf(method, url);
    if (access) api.accesses.push(access);
    const body = (await request.toArray()).join('');
    const refusal = api.refusal ?? forbidden(api, access);
    const reply = refusal ? failure(refusal) : (logOf(api, url) ?? answer(api, { method, url, body }));
    response.writeHead(reply.code ?? 200, { 'content-type': 'application/json' });
    // A watch that never has any news.
    if (reply.text !== undefined) response.end(reply.text);
    else if (reply.body === undefined) response.flushHeaders();
    else response.end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const api: ApiServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects: [...objects],
    deleted: [],
    requests: [],
    accesses: [],
    user: undefined,
    refusal: undefined,
    logs: {},
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return api;
}

function forbidden({ objects, user }: ApiServer, access: Access | undefined): Refusal | undefined {
  if (user === undefined || access === undefined || isAllowed(objects, user, access)) return undefined;
  return { code: 403, reason: 'Forbidden', message: forbiddenMessage(user, access) };
}

interface Question {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

interface Reply {
  readonly code?: number;
  /** Absent: the connection stays open. */
  readonly body?: object;
  /** In place of a body. */
  readonly text?: string;
}

/** The last lines of what a container has written; undefined for another request. */
function logOf({ logs }: ApiServer, { pathname, searchParams }: URL): Reply | undefined {
  const [, namespace = '', pod = ''] = /\/namespaces\/([^/]+)\/pods\/([^/]+)\/log$/.exec(pathname) ?? [];
  if (!pod) return undefined;
  const written = Object.entries(logs).find(([name]) => {
    const [of = '', beginning = '', container] = name.split('/');
    return of === namespace && pod.startsWith(beginning) && container === searchParams.get('container');
  })?.[1];
  const tail = Number(searchParams.get('tailLines') ?? Infinity);
  return {
    text: (written ?? '')
      .split('\n')
      .slice(-tail - 1)
      .join('\n'),
  };
}

function answer({ objects, deleted }: ApiServer, question: Question): Reply {
  const { pathname } = question.url;
  const types = typesOf([...objects, ...deleted]);
  if (pathname === '/version') return { body: { major: '1', minor: '36', gitVersion: 'v1.36.4' } };
  if (pathname === '/api') return { body: { kind: 'APIVersions', versions: ['v1'] } };
  if (pathname === '/apis') return { body: groupList(types) };
  const [, version = '', rest] = /^\/apis?\/(v1|[^/]+\/[^/]+)(?:\/(.*))?$/.exec(pathname) ?? [];
  const resources = types.get(version);
  if (resources && rest === undefined) return { body: resourceList(version, resources) };
  const path =
    /^(?:namespaces\/(?<namespace>[^/]+)\/)?(?<plural>[^/]+)(?:\/(?<name>[^/]+))?(?:\/(?<subresource>.+))?$/.exec(
      rest ?? '',
    );
  const { namespace, plural = '', name, subresource } = path?.groups ?? {};
  const kind = resources?.get(plural);
  if (!kind) return notFound('the server could not find the requested resource');
  const found = objects.filter(
    (object) =>
      object.apiVersion === version &&
      object.kind === kind &&
      (!namespace || object.metadata.namespace === namespace) &&
      (!name || object.metadata.name === name),
  );
  if (!name && question.method === 'GET') return list(question, version, kind, found);
  const [object] = name ? found : [];
  if (question.method === 'DELETE' && object) deleted.push(object);
  if (!subresource && /^(POST|PUT|DELETE)$/.test(question.method)) return write(objects, question, object);
  if (!object) return notFound(`${plural} "${name}" not found`);
  if (subresource) return failure({ code: 501, reason: 'NotImplemented', message: NO_CONNECTION });
  return question.method === 'PATCH' ? patch(question, objects, object) : { body: object };
}

/** Lists, and watches nothing: what there is does not change by itself. Selectors are by name or by labels. */
function list(
  { url: { searchParams } }: Question,
  apiVersion: string,
  kind: string,
  found: readonly KubeObject[],
): Reply {
  if (searchParams.get('watch')) return {};
  const name = /^metadata\.name=(.+)$/.exec(searchParams.get('fieldSelector') ?? '')?.[1];
  const terms = (searchParams.get('labelSelector') ?? '').split(',').filter(Boolean);
  const wanted: Readonly<Record<string, string>> = Object.fromEntries(
    terms.map((term) => term.split('=', 2)),
  );
  const items = found.filter(({ metadata: { name: own, labels = {} } }) => {
    return (!name || own === name) && hasLabels(labels, wanted);
  });
  return { body: { apiVersion, kind: `${kind}List`, metadata: { resourceVersion: '1000' }, items } };
}

function write(objects: KubeObject[], question: Question, object: KubeObject | undefined): Reply {
  const written = writeObject(objects, question, object);
  if (written === 'exists') return failure({ code: 409, reason: 'AlreadyExists', message: 'already exists' });
  if (written === 'conflict')
    return failure({ code: 409, reason: 'Conflict', message: 'the object has been modified' });
  return written ? { body: written } : notFound('not found');
}

/** Keeps what was asked for beside the object, which stays as it is: rolled out already. */
function patch({ body }: Question, objects: KubeObject[], object: KubeObject): Reply {
  const patched = { ...object, patched: JSON.parse(body) };
  objects[objects.indexOf(object)] = patched;
  return { body: patched };
}

/** API version, then plural, to kind. */
type Types = Map<string, Map<string, string>>;

function typesOf(objects: readonly KubeObject[]): Types {
  const types: Types = new Map();
  const add = (version: string, plural: string, kind: string) =>
    types.set(version, (types.get(version) ?? new Map()).set(plural, kind));
  for (const [version, plurals] of Object.entries(always)) {
    for (const plural of plurals) add(version, plural, singular[plural] as string);
  }
  for (const { apiVersion, kind } of objects) {
    if (!(apiVersion in always)) add(apiVersion, pluralOf(kind), kind);
  }
  return types;
}

function pluralOf(kind: string): string {
  const name = kind.toLowerCase();
  return /y$/.test(name) && !/[aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

function groupList(types: Types) {
  const versions = [...types.keys()].filter((version) => version.includes('/'));
  const groups = Map.groupBy(versions, (version) => version.split('/')[0] as string);
  return {
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: [...groups].map(([name, all]) => {
      const listed = all.map((groupVersion) => ({ groupVersion, version: groupVersion.split('/')[1] }));
      return { name, versions: listed, preferredVersion: listed[0] };
    }),
  };
}

function resourceList(groupVersion: string, resources: ReadonlyMap<string, string>) {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: [...resources].map(([name, kind]) => ({
      name,
      singularName: kind.toLowerCase(),
      kind,
      namespaced: !clusterScoped.has(kind),
      verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    })),
  };
}

function notFound(message: string): Reply {
  return failure({ code: 404, reason: 'NotFound', message });
}

function failure({ code, reason, message }: Refusal): Reply {
  return { code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code, message } };
}
