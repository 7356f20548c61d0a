import { message } from '../../findings/message.ts';
import type { FieldPath } from '../../resources/resource.ts';
import type { Report } from './report.ts';

interface TargetReference {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** The fields by which a policy chooses its workloads. */
interface Attachable {
  readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly targetRef?: TargetReference;
  readonly targetRefs?: readonly TargetReference[];
}

/** Kinds that a policy's targetRefs may name, by API group. */
const TARGETS: Readonly<Record<string, string>> = {
  Service: '',
  ServiceEntry: 'networking.istio.io',
  Gateway: 'gateway.networking.k8s.io',
  GatewayClass: 'gateway.networking.k8s.io',
};

/** Labels by which a policy chooses its pods: no wildcards, and an empty set is probably a slip. */
export function checkSelector(
  labels: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
  report: Report,
  { isGiven = labels !== undefined } = {},
): void {
  if (!isGiven) return;
  const entries = Object.entries(labels ?? {});
  if (entries.length === 0) report(path, message('IST0133.selectorEmpty'));
  for (const [key, value] of entries) {
    if (key === '') report(path, message('IST0106.selectorKey'));
    if (`${key}${value}`.includes('*'))
      report(path, message('IST0106.selectorWildcard', { label: `${key}: ${value}` }));
  }
}

/** `selector`, `targetRef` and `targetRefs` of the policies that attach to workloads. */
export function checkAttachment(spec: Attachable, report: Report): void {
  checkSelector(spec.selector?.matchLabels, ['spec', 'selector'], report, {
    isGiven: spec.selector !== undefined,
  });
  const refs = spec.targetRefs ?? [];
  const ways = [spec.selector, spec.targetRef, refs[0]].filter((way) => way !== undefined);
  if (ways.length > 1) report(['spec'], message('IST0106.attachedTwice'));
  if (spec.targetRef) checkTarget(spec.targetRef, ['spec', 'targetRef'], report);
  for (const [index, ref] of refs.entries()) checkTarget(ref, ['spec', 'targetRefs', index], report);
}

function checkTarget(ref: TargetReference, path: FieldPath, report: Report): void {
  if (!ref.name) report([...path, 'name'], message('IST0106.targetName'));
  if (ref.namespace) report([...path, 'namespace'], message('IST0106.targetNamespace'));
  const group = ref.group === 'core' ? '' : (ref.group ?? '');
  if (TARGETS[ref.kind ?? ''] !== group) {
    report(
      [...path, 'kind'],
      message('IST0106.targetKind', { target: `${ref.group ?? ''}/${ref.kind ?? ''}` }),
    );
  }
}
