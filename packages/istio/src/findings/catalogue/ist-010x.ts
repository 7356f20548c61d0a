import { listNames } from '../list-names.ts';
import { entry } from './entry.ts';

/** Annotations, and resources that conflict. */
export const IST_010X = {
  IST0107: entry({
    name: 'MisplacedAnnotation',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ annotation, kind, target }: { annotation: string; kind: string; target: string }) =>
      target === 'Pod'
        ? `annotation "${annotation}" has no effect on a ${kind}: set it on the pods (spec.template.metadata.annotations)`
        : `annotation "${annotation}" has no effect on a ${kind}: it applies to ${target}`,
    sample: [{ annotation: 'sidecar.istio.io/inject', kind: 'Deployment', target: 'Pod' }],
    meaning: 'Istio does not read this annotation on a resource of this kind.',
    remedy:
      'Move the annotation to the kind that it applies to. Annotations for pods belong in ' +
      '`spec.template.metadata.annotations` of the Deployment.',
  }),

  IST0108: entry({
    name: 'UnknownAnnotation',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ annotation, hint }: { annotation: string; hint: string }) =>
      `Istio has no annotation "${annotation}"${hint}`,
    sample: [
      {
        annotation: 'networking.istio.io/exportsTo',
        hint: ': did you mean "networking.istio.io/exportTo"?',
      },
    ],
    meaning:
      "The annotation has one of Istio's prefixes, but Istio does not define it. Often it is a typing mistake.",
    remedy: 'Correct the annotation, or remove it.',
  }),

  IST0109: entry({
    name: 'ConflictingMeshGatewayVirtualServiceHosts',
    severity: 'error',
    effect: 'in-effect',
    message: ({ host, rivals }: { host: string; rivals: readonly string[] }) =>
      `VirtualService ${listNames(rivals)} also routes host ${host} in the mesh, and a sidecar applies only one: merge them`,
    callers: ({ host }) => `calls to ${host} follow the oldest VirtualService only`,
    sample: [{ host: 'cart.shop.svc.cluster.local', rivals: ['bank/second'] }],
    meaning:
      'Two VirtualServices route calls in the mesh to the same host. A sidecar applies one of them and ignores the other; ' +
      'a gateway would merge them. VirtualServices that are exported to different namespaces do not conflict.',
    remedy:
      'Put all routes for the host into one VirtualService, in the order in which they are to be tried.',
  }),

  IST0110: entry({
    name: 'ConflictingSidecarWorkloadSelectors',
    severity: 'error',
    effect: 'in-effect',
    message: selectsTheSame('Sidecar'),
    callers: ({ workload }) => `calls from ${workload} follow one of these Sidecars`,
    sample: [{ rivals: ['by-version'], workload: 'pay' }],
    meaning: 'Two Sidecars of a namespace select the same pods.',
    remedy: 'Merge them, or use selectors that exclude each other.',
  }),

  IST0111: entry({
    name: 'MultipleSidecarsWithoutWorkloadSelectors',
    severity: 'error',
    effect: 'in-effect',
    message: coversTheSame('Sidecar'),
    callers: ({ namespace }) => `calls from namespace ${namespace} follow the oldest Sidecar only`,
    sample: [{ rivals: ['wide-b'], namespace: 'shop' }],
    meaning:
      'A namespace has two Sidecars without a selector. Each of them is for all pods of the namespace.',
    remedy: 'Keep one for the namespace, and give the others a `workloadSelector`.',
  }),
} as const;

/** Two resources of a kind select one workload. */
export function selectsTheSame(kind: string) {
  return ({ rivals, workload }: { rivals: readonly string[]; workload: string }) =>
    `${kind} ${listNames(rivals)} also selects pods of ${workload}, and it is undefined which one applies: select each pod once`;
}

/** Two resources of a kind are for the whole namespace. */
export function coversTheSame(kind: string) {
  return ({ rivals, namespace }: { rivals: readonly string[]; namespace: string }) =>
    `${kind} ${listNames(rivals)} also applies to all of namespace ${namespace}, and only the oldest takes effect: merge them or add selectors`;
}
