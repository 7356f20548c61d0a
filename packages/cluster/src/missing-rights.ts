/** What the API server would not let a user do. */
export interface MissingRights {
  readonly user: string;
  /** `list pods in all namespaces`, each once. */
  readonly rights: readonly string[];
}

/** The API server's words (k8s.io/apiserver `endpoints/handlers/responsewriters/errors.go`), of which kubectl prints one a type. */
const REFUSAL =
  /User "(?<user>[^"]*)" cannot (?<verb>\S+) resource "(?<resource>[^"]+)" in API group "(?<group>[^"]*)" (?:at the cluster scope|in the namespace "(?<namespace>[^"]+)")/g;

/** Reads what was forbidden out of what kubectl wrote; undefined where it is no answer of authorization. */
export function missingRights(stderr: string): MissingRights | undefined {
  const refusals = [...stderr.matchAll(REFUSAL)].map(({ groups = {} }) => groups);
  const [first] = refusals;
  if (!first) return undefined;
  const rights = refusals.map(({ verb, resource, group, namespace }) => {
    const place = namespace ? `in namespace ${namespace}` : 'in all namespaces';
    return `${verb} ${resource}${group ? `.${group}` : ''} ${place}`;
  });
  return { user: first.user ?? '', rights: [...new Set(rights)] };
}
