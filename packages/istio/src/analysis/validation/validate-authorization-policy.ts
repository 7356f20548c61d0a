import { message } from '../../findings/message.ts';
import { didYouMean } from '../../findings/suggest.ts';
import { parsePort } from '../../model/port.ts';
import type { AuthorizationPolicySpec } from '../../resources/istio-types.ts';
import type { FieldPath } from '../../resources/resource.ts';
import { checkAttachment } from './check-selector.ts';
import { portProblem, subnetProblem } from './formats.ts';
import { pathTemplateProblem } from './path-template.ts';
import type { Problem, Report, Validator } from './report.ts';

type Rule = NonNullable<AuthorizationPolicySpec['rules']>[number];
type Fields = Readonly<Record<string, readonly string[] | undefined>>;

/** Conditions that have a value for connections without HTTP too (Istio "Authorization Policy Conditions"). */
const TCP_SOURCE = new Set(
  'principals notPrincipals namespaces notNamespaces ipBlocks notIpBlocks remoteIpBlocks notRemoteIpBlocks'
    .concat(' serviceAccounts notServiceAccounts')
    .split(' '),
);
const CONDITIONS = [
  'source.ip',
  'remote.ip',
  'source.namespace',
  'source.principal',
  'source.serviceAccount',
  'source.trustDomain',
  'request.auth.principal',
  'request.auth.audiences',
  'request.auth.presenter',
  'destination.ip',
  'destination.port',
  'connection.sni',
];
const KEYED_CONDITIONS = /^(?:request\.headers|request\.auth\.claims|experimental\.[^[]+)(?:\[[^\]]+\])+$/;

/** What Istio refuses and warns of in an AuthorizationPolicy (`ValidateAuthorizationPolicy`). */
export const validateAuthorizationPolicy: Validator<AuthorizationPolicySpec> = ({ spec }, report) => {
  checkAttachment(spec, report);
  if (spec.action === 'CUSTOM') {
    if (!spec.rules) report(['spec'], message('IST0106.customWithoutRules'));
    if (!spec.provider?.name) report(['spec', 'provider'], message('IST0106.customProvider'));
  } else if (spec.provider) {
    report(['spec', 'provider'], message('IST0106.providerOfCustom'));
  }
  if (spec.action === 'DENY' && !spec.rules) {
    report(['spec'], message('IST0106.denyWithoutRules'));
  }
  for (const [index, rule] of (spec.rules ?? []).entries()) {
    const path = ['spec', 'rules', index];
    checkRule(rule, path, report);
    if (spec.action === 'DENY' && isHttpOnly(rule)) {
      report(path, message('IST0133.denyOnTcp'));
    }
  }
};

function checkRule(rule: Rule, path: FieldPath, report: Report): void {
  for (const [index, { source }] of (rule.from ?? []).entries()) {
    checkFields(source as Fields | undefined, 'source', [...path, 'from', index], report);
  }
  for (const [index, { operation }] of (rule.to ?? []).entries()) {
    checkFields(operation as Fields | undefined, 'operation', [...path, 'to', index], report);
  }
  for (const [index, { key, values, notValues }] of (rule.when ?? []).entries()) {
    const at = [...path, 'when', index];
    report([...at, 'key'], conditionProblem(key ?? ''));
    if (!values?.length && !notValues?.length)
      report(at, message('IST0106.conditionValues', { key: key ?? '' }));
    for (const [position, value] of (values ?? []).entries()) {
      report([...at, 'values', position], valueProblem(conditionField(key ?? ''), value));
    }
  }
}

function checkFields(fields: Fields | undefined, name: string, parent: FieldPath, report: Report): void {
  const path = [...parent, name];
  const lists = Object.entries(fields ?? {});
  if (lists.every(([, values]) => !values?.length)) {
    report(fields ? path : parent, message('IST0106.ruleEmpty', { part: name }));
  }
  for (const [field, values] of lists) {
    for (const [index, value] of (values ?? []).entries()) {
      report([...path, field, index], valueProblem(field, value));
    }
  }
  const identities = ['principals', 'notPrincipals', 'namespaces', 'notNamespaces'];
  const accounts = ['serviceAccounts', 'notServiceAccounts'];
  const isSet = (field: string) => (fields?.[field]?.length ?? 0) > 0;
  if (accounts.some(isSet) && identities.some(isSet)) {
    report(path, message('IST0106.accountsAndPrincipals'));
  }
}

function valueProblem(field: string, value: string): Problem {
  if (value === '') return message('IST0106.valueEmpty');
  if (/ip(?:Blocks)?$/i.test(field)) return subnetProblem(value);
  if (/ports$/i.test(field)) return portProblem(parsePort(value) ?? value);
  if (/paths$/i.test(field)) return pathTemplateProblem(value);
  if (/serviceAccounts$/i.test(field)) {
    const fine = /^[^/*]+(?:\/[^/*]+)?$/.test(value);
    return fine ? undefined : message('IST0106.serviceAccount', { value });
  }
  return undefined;
}

/** The field of a source or an operation whose values look like those of a condition. */
function conditionField(key: string): string {
  if (key === 'destination.port') return 'ports';
  return key.endsWith('.ip') ? 'ipBlocks' : key === 'source.serviceAccount' ? 'serviceAccounts' : '';
}

function conditionProblem(key: string): Problem {
  if (CONDITIONS.includes(key) || KEYED_CONDITIONS.test(key)) return undefined;
  if (/^(?:request\.headers|request\.auth\.claims)/.test(key))
    return message('IST0106.conditionName', { key });
  return message('IST0106.condition', { key, hint: didYouMean(key, CONDITIONS) });
}

/** True where Istio can put nothing of the rule into a TCP filter, and so drops what it cannot. */
function isHttpOnly({ from = [], to = [] }: Rule): boolean {
  const isTcpSource = from.some(({ source }) =>
    Object.keys(source ?? {}).some((field) => TCP_SOURCE.has(field)),
  );
  const isTcpOperation = to.some(({ operation }) => operation?.ports || operation?.notPorts);
  return (from.length > 0 && to.length === 0 && !isTcpSource) || (to.length > 0 && !isTcpOperation);
}
