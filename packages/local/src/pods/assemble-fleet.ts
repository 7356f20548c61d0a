import { join } from 'node:path';
import type { Mesh } from '@lab/istio';
import { identify } from '@lab/process';
import type { AddressPlan } from '../addresses/address-plan.ts';
import { openAuthority } from '../certificates/certificate-authority.ts';
import { openIdentities } from '../certificates/identities.ts';
import { systemClock } from '../clock.ts';
import { labPaths } from '../lab-paths.ts';
import { writeRunState } from '../run-state/run-state.ts';
import { socketDir } from '../run-state/socket-dir.ts';
import { standIns } from '../stand-ins/stand-ins.ts';
import type { DesiredState } from './desired-state.ts';
import { Fleet } from './fleet.ts';
import { processStarters } from './process-starters.ts';

export interface FleetAssembly {
  readonly root: string;
  readonly envoyBinary: string;
  readonly gatewayPort: number;
  readonly applicationEnv?: Readonly<Record<string, string>>;
  readonly collector: { readonly otlpPort: number; readonly zipkinPort: number };
  readonly addresses: AddressPlan;
  readonly onError: (error: unknown) => void;
}

/**
 * Puts together what the pods of a lab share, and the fleet itself; no pod is started yet.
 *
 * @returns the fleet, and a function that ends it with everything that belongs to it
 * @throws LabError DISK when the lab's folder cannot be written
 */
export async function assembleFleet(assembly: FleetAssembly, desired: DesiredState) {
  const { root, envoyBinary, addresses, gatewayPort, applicationEnv = {}, onError } = assembly;
  const paths = labPaths(root);
  const authority = await openAuthority(paths.certificates);
  const identities = openIdentities({ authority, onError });
  const save = stateSaver(paths.run, addresses);
  const others = standIns(join(paths.logs, 'stand-ins.log'));
  const fleet: Fleet = new Fleet(
    {
      environment: {
        starters: processStarters(others),
        clock: systemClock,
        envoyBinary,
        identities,
        addresses,
        applicationEnv,
        podsDir: paths.pods,
        logsDir: paths.logs,
        socketDir: socketDir(paths.run),
        publicPort: (pod, containerPort) => (containerPort === pod.ports[0]?.port ? gatewayPort : undefined),
        onProcess: () => save(fleet),
      },
      resolveProvided: (hostname, port) => providedPort(fleet.mesh, assembly, hostname, port),
      onChange: () => {},
      onError,
    },
    desired,
  );
  const stop = async () => {
    identities.stop();
    await fleet.stop();
    await others.stop();
    writeRunState(paths.run, { processes: [], ports: addresses.assigned() });
  };
  return { fleet, stop };
}

/** A process is looked up once: what starts and what ends is noted right after. */
function stateSaver(runDir: string, addresses: AddressPlan): (fleet: Fleet) => void {
  const lab = identify(process.pid);
  let known: ReadonlyMap<number, ReturnType<typeof identify>> | undefined;
  return (fleet) => {
    const pids = new Set(fleet.instances.flatMap((instance) => instance.pids));
    // Most changes of a pod start and end no process.
    if (known && pids.size === known.size && [...pids].every((pid) => known?.has(pid))) return;
    known = new Map([...pids].map((pid) => [pid, known?.get(pid) ?? identify(pid)]));
    const processes = [...known.values()].filter((process) => process !== undefined);
    writeRunState(runDir, { ...(lab && { lab }), processes, ports: addresses.assigned() });
  };
}

/** A Service with this annotation is answered by the lab itself (k8s/platform/collector.yaml). */
const PROVIDED_BY = 'lab.local/provided-by';

function providedPort(
  mesh: Mesh,
  { collector }: FleetAssembly,
  hostname: string,
  port: number,
): number | undefined {
  const service = mesh.services.find((candidate) => candidate.hostname === hostname);
  if (service?.resource.metadata.annotations?.[PROVIDED_BY] !== 'collector') return undefined;
  return { 4318: collector.otlpPort, 9411: collector.zipkinPort }[port];
}
