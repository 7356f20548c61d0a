import { readFile } from 'node:fs/promises';
import {
  type DockerInfo,
  dockerInfo,
  findTool,
  helmRequirement,
  type KindConfig,
  kindRequirement,
  kubectlRequirement,
  skaffoldRequirement,
  type ToolRequirement,
} from '@lab/cluster';
import { type Diagnosis, diagnose, isTaken } from '../diagnosis.ts';

const gibibyte = 2 ** 30;

/** Three nodes, Istio and the application; with observability, half as much again. */
const WANTED_MEMORY = 4 * gibibyte;

/** What kind asks for more nodes than one (kind documentation, "Pod errors due to too many open files"). */
const inotifyLimits = { max_user_watches: 524_288, max_user_instances: 512 };

/** What stops people from creating the cluster, before it does. */
export async function kindChecks({ hostPorts }: KindConfig): Promise<readonly Diagnosis[]> {
  const looks = await Promise.all([
    checkDocker(),
    ...(process.platform === 'linux' ? [checkInotify()] : []),
    ...hostPorts.map(checkPort),
    checkTool(kindRequirement),
    checkTool(kubectlRequirement),
    tolerable(checkTool(helmRequirement)),
    tolerable(checkTool(skaffoldRequirement)),
  ]);
  return looks.flat();
}

/** Memory and cgroups are those of the machine that Docker runs on, which only Docker knows. */
async function checkDocker(): Promise<Diagnosis[]> {
  let info: DockerInfo | undefined;
  const engine = await diagnose('docker', async () => {
    info = await dockerInfo();
    return info.version;
  });
  return info ? [engine, checkMemory(info), checkCgroup(info)] : [engine];
}

function checkMemory({ memory }: DockerInfo): Diagnosis {
  const detail = `${(memory / gibibyte).toFixed(1)} GiB`;
  if (memory >= WANTED_MEMORY) return { name: 'memory', ok: true, detail };
  const remedy =
    'Give Docker at least 4 GiB (6 GiB with observability): Docker Desktop, Settings, Resources.';
  return { name: 'memory', ok: false, detail, remedy, tolerable: true };
}

/** Kubernetes 1.35 and later do not start on version 1 (its release notes, "Removal of cgroup v1 support"). */
function checkCgroup({ cgroupVersion }: DockerInfo): Diagnosis {
  const detail = `version ${cgroupVersion || 'unknown'}`;
  if (cgroupVersion === '2') return { name: 'cgroups', ok: true, detail };
  const remedy =
    'Boot with systemd.unified_cgroup_hierarchy=1, or use a newer Docker Desktop or WSL 2 kernel.';
  return { name: 'cgroups', ok: false, detail, remedy };
}

function checkInotify(): Promise<Diagnosis> {
  const look = diagnose('inotify', async () => {
    const limits = await Promise.all(
      Object.entries(inotifyLimits).map(async ([name, wanted]) => {
        const limit = Number(await readFile(`/proc/sys/fs/inotify/${name}`, 'utf8'));
        return { name, wanted, limit };
      }),
    );
    const detail = limits.map(({ name, limit }) => `${name} ${limit}`).join(', ');
    const low = limits.filter(({ limit, wanted }) => limit < wanted);
    if (low.length === 0) return detail;
    const settings = low.map(({ name, wanted }) => `fs.inotify.${name}=${wanted}`).join(' ');
    return { detail, remedy: `Pods may fail with "too many open files": sudo sysctl ${settings}` };
  });
  return tolerable(look);
}

function checkPort(port: number): Promise<Diagnosis> {
  const remedy = 'Another program uses this port; stop it, or change hostPort in k8s/cluster/kind.yaml.';
  return diagnose(`port ${port}`, async () =>
    (await isTaken(port)) ? { detail: 'in use', remedy } : 'free',
  );
}

function checkTool(requirement: ToolRequirement): Promise<Diagnosis> {
  return diagnose(requirement.name, async () => {
    const { version, path } = await findTool(requirement);
    return `${version}: ${path}`;
  });
}

async function tolerable(look: Promise<Diagnosis>): Promise<Diagnosis> {
  const diagnosis = await look;
  return diagnosis.ok ? diagnosis : { ...diagnosis, tolerable: true };
}
