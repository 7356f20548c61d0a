import type { kubernetes, Resource } from '@lab/istio';

export type PodSpec = kubernetes.PodSpec;
type SecurityContext = NonNullable<kubernetes.Container['securityContext']>;
type PodSecurityContext = NonNullable<PodSpec['securityContext']>;

const VOLUMES =
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' ');
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_syncookies',
];
const SELINUX_TYPES = [
  undefined,
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
];
const SECCOMP = ['RuntimeDefault', 'Localhost'];

/** The pods of a Deployment, StatefulSet, DaemonSet or Job; undefined for what makes none. */
export function podSpecOf({ kind, raw }: Resource): PodSpec | undefined {
  if (kind === 'Pod') return raw.spec as PodSpec;
  const spec = raw.spec as (kubernetes.WorkloadSpec & Partial<kubernetes.CronJobSpec>) | undefined;
  return spec?.jobTemplate?.spec?.template.spec ?? spec?.template?.spec;
}

/**
 * What the `restricted` Pod Security Standard (all of `baseline`, and more) refuses in a pod: none, if it takes it.
 * Kubernetes documentation, "Pod Security Standards".
 */
export function restrictedViolations(pod: PodSpec): string[] {
  const containers = [...pod.containers, ...(pod.initContainers ?? []), ...(pod.ephemeralContainers ?? [])];
  return [...podViolations(pod), ...containers.flatMap((container) => containerViolations(container, pod))];
}

function podViolations(pod: PodSpec): string[] {
  const { securityContext: context = {}, volumes = [] } = pod;
  const host = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => pod[field]);
  const kinds = volumes.flatMap((volume) => Object.keys(volume).filter((key) => key !== 'name'));
  const sysctls = (context.sysctls ?? []).map(({ name }) => name);
  return [
    ...host,
    ...kinds.filter((kind) => !VOLUMES.includes(kind)).map((kind) => `volume ${kind}`),
    ...sysctls.filter((name) => !SYSCTLS.includes(name)).map((name) => `sysctl ${name}`),
    ...sharedViolations(context),
    ...(context.runAsUser === 0 ? ['runAsUser 0'] : []),
  ];
}

function containerViolations(
  { name, ports = [], ...container }: kubernetes.Container,
  pod: PodSpec,
): string[] {
  const own = container.securityContext ?? {};
  // A container's own setting counts, and the pod's where it has none.
  const effective = { ...pod.securityContext, ...own };
  const seccomp = effective.seccompProfile?.type;
  const { add = [], drop = [] } = own.capabilities ?? {};
  const violations = [
    ...(own.privileged ? ['privileged'] : []),
    ...(own.allowPrivilegeEscalation === false ? [] : ['allowPrivilegeEscalation']),
    ...(drop.includes('ALL') ? [] : ['capabilities not dropped']),
    ...add
      .filter((capability) => capability !== 'NET_BIND_SERVICE')
      .map((capability) => `capability ${capability}`),
    ...(effective.runAsNonRoot === true ? [] : ['runAsNonRoot']),
    ...(own.runAsUser === 0 ? ['runAsUser 0'] : []),
    ...(seccomp && SECCOMP.includes(seccomp) ? [] : ['seccompProfile']),
    ...(own.procMount === undefined || own.procMount === 'Default' ? [] : ['procMount']),
    ...(ports.some(({ hostPort }) => hostPort) ? ['hostPort'] : []),
    ...sharedViolations(own),
  ];
  return violations.map((violation) => `${name}: ${violation}`);
}

/** Of settings that a pod and a container both may have. */
function sharedViolations(context: SecurityContext | PodSecurityContext): string[] {
  const { seLinuxOptions: selinux = {}, windowsOptions: windows = {}, appArmorProfile: apparmor } = context;
  return [
    ...(SELINUX_TYPES.includes(selinux.type) && !selinux.user && !selinux.role ? [] : ['seLinuxOptions']),
    ...(windows.hostProcess ? ['hostProcess'] : []),
    ...(apparmor?.type === 'Unconfined' ? ['appArmorProfile'] : []),
  ];
}
