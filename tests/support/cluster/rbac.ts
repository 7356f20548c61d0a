/** Kubernetes' authorization by roles, for an API server of a test (Kubernetes documentation, "Using RBAC Authorization"). */
import type { KubeObject } from '../documents.ts';

/** What a request wants to do, as the API server reads it off (Kubernetes documentation, "Authorization Overview"). */
export interface Access {
  readonly verb: string;
  /** Empty for the core group. */
  readonly group: string;
  /** With the subresource, `pods/portforward`. */
  readonly resource: string;
  /** Absent: at the cluster scope. */
  readonly namespace?: string;
  readonly name?: string;
}

export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
};

/** Undefined for what is no resource: versions and lists of types, which everybody may read (`system:discovery`). */
export function accessOf(method: string, url: URL): Access | undefined {
  const found =
    /^\/apis?\/(?:(?<group>[^/]+)\/)?v[^/]+\/(?:namespaces\/(?<namespace>[^/]+)\/)?(?<plural>[^/]+)(?:\/(?<name>[^/]+)(?:\/(?<sub>.+))?)?$/.exec(
      url.pathname,
    );
  if (!found?.groups) return undefined;
  const { group = '', namespace, plural, sub } = found.groups;
  // A list or a watch of the one object of a name is as good as a get of it.
  const selected = /^metadata\.name=([^,]+)$/.exec(url.searchParams.get('fieldSelector') ?? '')?.[1];
  const name = found.groups.name ?? selected;
  return {
    verb: verbOf(method, url, found.groups.name),
    group,
    resource: sub ? `${plural}/${sub}` : (plural ?? ''),
    ...(namespace && { namespace }),
    ...(name && { name }),
  };
}

function verbOf(method: string, url: URL, name: string | undefined): string {
  if (method === 'DELETE') return name ? 'delete' : 'deletecollection';
  if (method !== 'GET') return verbs[method] ?? method.toLowerCase();
  if (/^(1|true)$/.test(url.searchParams.get('watch') ?? '')) return 'watch';
  return name ? 'get' : 'list';
}

/** Whether a rule grants it, in whatever place it was bound. */
export function grants(rule: PolicyRule, access: Access): boolean {
  const { apiGroups = [], resources = [], resourceNames = [] } = rule;
  const [, sub] = access.resource.split('/');
  return (
    has(rule.verbs, access.verb) &&
    has(apiGroups, access.group) &&
    (has(resources, access.resource) || (sub !== undefined && resources.includes(`*/${sub}`))) &&
    (resourceNames.length === 0 || resourceNames.includes(access.name ?? ''))
  );
}

function has(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted);
}

/** Whether the roles and bindings among the objects let the user, named as `kubectl auth whoami` does. */
export function isAllowed(objects: readonly KubeObject[], user: string, access: Access): boolean {
  return objects.some((binding) => {
    if (!/^(Cluster)?RoleBinding$/.test(binding.kind)) return false;
    const { namespace } = binding.metadata;
    if (binding.kind === 'RoleBinding' && namespace !== access.namespace) return false;
    if (!((binding.subjects ?? []) as Subject[]).some((subject) => isUser(subject, user))) return false;
    return rulesOf(objects, binding).some((rule) => grants(rule, access));
  });
}

function isUser({ kind, name, namespace }: Subject, user: string): boolean {
  if (kind === 'ServiceAccount') return user === `system:serviceaccount:${namespace}:${name}`;
  return kind === 'User' && user === name;
}

function rulesOf(objects: readonly KubeObject[], binding: KubeObject): readonly PolicyRule[] {
  const { kind, name } = binding.roleRef as { kind: string; name: string };
  const role = objects.find(
    (object) =>
      object.kind === kind &&
      object.metadata.name === name &&
      (kind === 'ClusterRole' || object.metadata.namespace === binding.metadata.namespace),
  );
  return (role?.rules ?? []) as PolicyRule[];
}

/** In the API server's words (k8s.io/apiserver `endpoints/handlers/responsewriters/errors.go`). */
export function forbiddenMessage(user: string, { verb, group, resource, namespace, name }: Access): string {
  const [plural] = resource.split('/');
  const target = `${plural}${group && `.${group}`}${name ? ` "${name}"` : ''}`;
  const place = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  return `${target} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${place}`;
}
