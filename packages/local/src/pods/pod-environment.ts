import type { Pod } from '@lab/istio';
import type { AddressPlan } from '../addresses/address-plan.ts';
import type { Identities } from '../certificates/identities.ts';
import type { Clock } from '../clock.ts';
import type { ProcessStarters } from './process-starters.ts';

/** What all pods of a lab share. */
export interface PodEnvironment {
  readonly starters: ProcessStarters;
  readonly clock: Clock;
  readonly envoyBinary: string;
  readonly identities: Identities;
  readonly addresses: AddressPlan;
  /** Set over the environment of each application; not of the plan, so that pods are not replaced for it. */
  readonly applicationEnv: Readonly<Record<string, string>>;
  /** Folder of generated configuration, one folder a running pod below it. */
  readonly podsDir: string;
  readonly logsDir: string;
  readonly socketDir: string;
  /** The port on which a gateway's listener can be reached, where one is fixed. */
  readonly publicPort: (pod: Pod, containerPort: number) => number | undefined;
  /** Told whenever a process was started or ended, right after. */
  readonly onProcess: () => void;
}
