import {
  type Finding,
  finding,
  type Mesh,
  type Place,
  type Pod,
  placeOfRejection,
  resourceName,
} from '@lab/istio';
import type { RejectedResource } from '../ads/rejected-resource.ts';
import type { Shortfall } from '../sidecars/update-sidecar.ts';
import { keyOf } from './pod-key.ts';

/** What a pod's sidecar has not made active. */
export interface PodShortfall extends Shortfall {
  readonly pod: Pod;
}

/** Whether a sidecar may still send to pods that take no requests any more. */
export function maySendToOldPods({ rejected, isLate }: PodShortfall): boolean {
  return isLate || rejected.some(({ kind }) => kind === 'endpoints');
}

/** What one Envoy rejects for one reason. */
interface Rejection {
  readonly pod: Pod;
  readonly resources: readonly RejectedResource[];
}

/**
 * A finding for each thing that sidecars reject: those that reject the same are named together, and apart from them those that have no
 * earlier version of it.
 */
export function rejectionFindings(mesh: Mesh, shortfalls: readonly PodShortfall[]): Finding[] {
  const rejections = shortfalls.flatMap(({ pod, rejected }) => {
    const byReason = Map.groupBy(rejected, ({ kind, reason, update }) =>
      JSON.stringify([kind, reason, update]),
    );
    return [...byReason].map(([reason, resources]) => ({ reason, pod, resources }));
  });
  const same = Map.groupBy(rejections, ({ reason, resources }) =>
    JSON.stringify([reason, resources.some(({ isKept }) => isKept), resources.some(({ isKept }) => !isKept)]),
  );
  const late = shortfalls.filter(({ isLate }) => isLate).map(({ pod }) => keyOf(pod));
  return [
    ...[...same.values()].flatMap((group) => rejectionFinding(mesh, group)),
    ...(late.length > 0 ? [finding('LAB0207.late', { pods: late })] : []),
  ];
}

function rejectionFinding(mesh: Mesh, group: readonly Rejection[]): Finding[] {
  const [first] = group;
  const [resource] = first?.resources ?? [];
  if (!first || !resource) return [];
  const { kind, reason, update } = resource;
  const isCause = ({ name }: RejectedResource) => update === undefined || name === update.cause;
  const resources = group.flatMap((rejection) => rejection.resources);
  const rejection = {
    ...{
      pods: group.map(({ pod }) => keyOf(pod)).toSorted(),
      kind,
      said: reason,
      rejected: names(resources, isCause),
    },
    kept: names(resources, ({ isKept }) => isKept),
    absent: names(resources, ({ isKept }) => !isKept),
  };
  const place = placeOfRejection(mesh, first.pod, resources.find(isCause) ?? resource);
  const key = update ? 'LAB0207.update' : 'LAB0207.resources';
  return [finding(key, rejection, place ?? workloadOf(first.pod))];
}

function names(
  resources: readonly RejectedResource[],
  isMeant: (one: RejectedResource) => boolean,
): string[] {
  return [...new Set(resources.filter(isMeant).map(({ name }) => name))];
}

function workloadOf({ resource }: Pod): Place {
  return { resource: resourceName(resource), location: resource.locate() };
}
