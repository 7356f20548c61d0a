/** A pod that a stand-in answers for. Plain JSON. */
export interface StandInPod {
  /** Names it in messages. */
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** What its Services call it: the value of the label `app`, or the workload's name. */
  readonly service: string;
  /** The value of the label `version`; absent where there is none. */
  readonly version?: string;
  /** Container port → where it listens for it, `ADDRESS:PORT`. */
  readonly listen: Readonly<Record<number, string>>;
  /** Path of the pod's capture map, which says where its own calls go. */
  readonly capture: string;
  /** The container's environment, of which FAULT_… are read. */
  readonly env: Readonly<Record<string, string>>;
}

/** What the process is told. */
export type ToStandIns =
  | { readonly type: 'start'; readonly pod: StandInPod }
  | { readonly type: 'stop'; readonly id: string };

/** What it tells: `problem` where a pod cannot be stood in for, in words. */
export type FromStandIns =
  | { readonly type: 'started'; readonly id: string }
  | { readonly type: 'stopped'; readonly id: string }
  | { readonly type: 'problem'; readonly id: string; readonly problem: string };
