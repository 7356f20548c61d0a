import { message } from '../../findings/message.ts';
import type {
  Container,
  CronJobSpec,
  PodTemplateSpec,
  ServiceSpec,
  WorkloadSpec,
} from '../../resources/kubernetes-types.ts';
import type { FieldPath, Resource } from '../../resources/resource.ts';
import { isRollout } from '../../resources/rollout.ts';
import { checkContainers, checkNotNegative, checkServicePortValues } from './check-workload-values.ts';
import { labelProblem } from './formats.ts';
import type { Problem, Report } from './report.ts';

/** RFC 1123 and RFC 1035 as Kubernetes takes them: no capital letters (k8s.io/apimachinery, `util/validation`). */
const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_FROM_LETTER = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const PORT_NAME = /^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

interface NameRule {
  readonly pattern: RegExp;
  readonly most: number;
  readonly text: string;
}

const LABEL_RULE: NameRule = {
  pattern: LABEL,
  most: 63,
  text: 'lowercase letters, digits and "-", with a letter or digit at both ends',
};
const SUBDOMAIN_RULE: NameRule = {
  pattern: SUBDOMAIN,
  most: 253,
  text: 'lowercase letters, digits, "-" and ".", with a letter or digit at both ends',
};
const PORT_RULE: NameRule = {
  pattern: PORT_NAME,
  most: 15,
  text: 'lowercase letters, digits and single "-", with at least one letter',
};

/** Kinds whose names are no subdomains (k8s.io/kubernetes `pkg/apis`, the `Validate…Name` of each); shorter ones too. */
const NAME_RULES: Readonly<Record<string, NameRule>> = {
  Namespace: LABEL_RULE,
  Service: {
    pattern: LABEL_FROM_LETTER,
    most: 63,
    text: 'lowercase letters, digits and "-", with a letter first and a letter or digit last',
  },
  CronJob: { ...SUBDOMAIN_RULE, most: 52 },
  Job: { ...SUBDOMAIN_RULE, most: 63 },
};

/** Any text that may stand in a path: RBAC's `system:node`, and bundles that are named after their signer. */
const FREELY_NAMED = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterTrustBundle',
  'Role',
  'RoleBinding',
]);

/** Names, labels and ports that the API server refuses in an object of any kind. */
export function checkNames(resource: Resource, report: Report): void {
  const { kind, metadata, spec } = resource;
  const isCore = resource.apiVersion === 'v1' || !['Namespace', 'Service'].includes(kind);
  const rule = (isCore ? NAME_RULES[kind] : undefined) ?? SUBDOMAIN_RULE;
  if (!FREELY_NAMED.has(kind)) report(['metadata', 'name'], nameProblem(metadata.name, rule, 'name'));
  if (typeof metadata.namespace === 'string') {
    report(['metadata', 'namespace'], nameProblem(metadata.namespace, LABEL_RULE, 'namespace'));
  }
  checkLabels(metadata.labels, ['metadata', 'labels'], report);
  if (resource.apiVersion === 'v1' && kind === 'Service') checkServicePorts(spec as ServiceSpec, report);
  const [template, path] = podTemplate(resource);
  if (!template) return;
  checkNotNegative(resource.raw.spec, ['spec'], report);
  checkContainers(template.spec, [...path, 'spec'], report);
  checkLabels(template.metadata?.labels, [...path, 'metadata', 'labels'], report);
  const account = template.spec?.serviceAccountName;
  if (account)
    report([...path, 'spec', 'serviceAccountName'], nameProblem(account, SUBDOMAIN_RULE, 'ServiceAccount'));
  for (const field of ['initContainers', 'containers'] as const) {
    for (const [index, container] of (template.spec?.[field] ?? []).entries()) {
      checkContainer(container, [...path, 'spec', field, index], report);
    }
  }
}

/** The pod, or the template of the pods, that a kind of Kubernetes' own has. */
function podTemplate({ kind, apiVersion, spec, raw }: Resource): [PodTemplateSpec | undefined, FieldPath] {
  if (kind === 'Pod' && apiVersion === 'v1') return [raw as PodTemplateSpec, []];
  if (!/^(apps|batch)\//.test(apiVersion) && !isRollout({ apiVersion, kind })) return [undefined, []];
  const { template, jobTemplate } = spec as WorkloadSpec & Partial<CronJobSpec>;
  return kind === 'CronJob'
    ? [jobTemplate?.spec?.template, ['spec', 'jobTemplate', 'spec', 'template']]
    : [template, ['spec', 'template']];
}

function checkContainer({ name, ports = [] }: Container, path: FieldPath, report: Report): void {
  if (name !== undefined) report([...path, 'name'], nameProblem(name, LABEL_RULE, "container's name"));
  for (const [index, port] of ports.entries()) {
    if (port.name === undefined) continue;
    report([...path, 'ports', index, 'name'], nameProblem(port.name, PORT_RULE, "port's name"));
  }
}

function checkServicePorts(service: ServiceSpec, report: Report): void {
  checkServicePortValues(service, report);
  const { ports = [] } = service;
  for (const [index, { name }] of ports.entries()) {
    if (name !== undefined)
      report(['spec', 'ports', index, 'name'], nameProblem(name, LABEL_RULE, "port's name"));
  }
}

function checkLabels(
  labels: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
  report: Report,
): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    report([...path, key], labelProblem(key, value));
  }
}

function nameProblem(name: string, { pattern, most, text }: NameRule, what: string): Problem {
  if (name.length > most) {
    const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
    return message('IST0106.nameTooLong', { what, name: shown, length: name.length, most });
  }
  if (pattern.test(name)) return undefined;
  const small = name.toLowerCase().replaceAll('_', '-');
  return pattern.test(small)
    ? message('IST0106.nameToWrite', { what, name, allowed: text, write: small })
    : message('IST0106.name', { what, name, allowed: text });
}
