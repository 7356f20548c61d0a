import type { MeshPod } from '@lab/mesh-client';

/** How many names are listed: a mesh of somebody's own may have hundreds. */
const LISTED = 12;

/** Says for which workloads a stand-in answers; nothing where there are none. */
export function standInLine(pods: readonly MeshPod[]): string[] {
  const applications = pods.filter(({ proxy }) => proxy !== 'gateway');
  const all = new Set(applications.map(workloadOf));
  const standIns = [...new Set(applications.filter(({ standIn }) => standIn).map(workloadOf))];
  if (standIns.length === 0) return [];
  const more = standIns.length > LISTED ? ` and ${standIns.length - LISTED} more` : '';
  const names = standIns.slice(0, LISTED).join(', ') + more;
  return [
    `stand-ins answer for ${standIns.length} of ${all.size} workloads, whose images are not built here: ${names}`,
  ];
}

function workloadOf({ namespace, workload }: MeshPod): string {
  return `${namespace}/${workload}`;
}
