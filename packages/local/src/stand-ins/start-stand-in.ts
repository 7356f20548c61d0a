import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatAddress } from '../addresses/socket-address.ts';
import { type Application, type ApplicationOptions, startApplication } from '../workloads/application.ts';
import type { StandIns } from './stand-ins.ts';

/** Starts the application of a pod: the process that its plan names, or a stand-in. */
export function applicationStarter(standIns: StandIns): (options: ApplicationOptions) => Application {
  return (options) =>
    options.plan.standIn
      ? startApplication(options, (own) => runStandIn(standIns, own))
      : startApplication(options);
}

function runStandIn(standIns: StandIns, { plan, addresses, extraEnv, logPath }: ApplicationOptions) {
  const { standIn, env, image } = plan;
  if (!standIn) throw new TypeError('the plan names a process');
  const listen = [...addresses].map(([port, place]) => [port, formatAddress(place)] as const);
  mkdirSync(dirname(logPath), { recursive: true, mode: 0o700 });
  const ports = listen.map(([port]) => port).join(', ') || 'no port';
  appendFileSync(logPath, `a stand-in answers for image ${image} on ${ports}\n`, { mode: 0o600 });
  const { name, namespace } = standIn;
  return standIns.run({
    ...standIn,
    id: `${namespace}/${name}`,
    listen: Object.fromEntries(listen),
    capture: extraEnv.LAB_CAPTURE ?? '',
    env,
  });
}
