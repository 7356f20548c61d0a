import type { CodeEntry } from '../code-entry.ts';

/** The lab on this machine. */
export const labErrors = {
  LAB_NOT_UP: {
    title: 'The lab is not running',
    meaning: 'The command needs a running lab, and no lab runs in this folder.',
    remedy: 'Start it with `./lab up`. To ask a cluster instead, name its context with `--on`.',
  },
  LAB_ALREADY_UP: {
    title: 'The lab is already running',
    meaning: 'Another `./lab up` runs in this folder, or is starting or stopping. One folder runs one lab.',
    remedy:
      'Use the running lab: `./lab status` shows it. To start over, run `./lab down` first. To run a second lab, set `LAB_DIR` to another folder.',
  },
  INTERRUPTED: {
    title: 'The command was interrupted',
    meaning:
      'Ctrl-C or SIGTERM stopped the command before it was finished. The message says what is left of it.',
    remedy: 'Run the command again.',
  },
  CONFIGURATION: {
    title: 'The configuration cannot be applied',
    meaning:
      'The lab does not start, because it cannot read or build the manifests, or because they have errors and the lab runs with `--guard`. The findings are printed above the error.',
    remedy: 'Correct the findings; [findings.md](findings.md) explains each. Then run the command again.',
  },
  BAD_SETTING: {
    title: 'An environment variable has a value that cannot be used',
    meaning:
      'A variable that configures the lab has an unknown value, or one that this machine does not support.',
    remedy: 'Set the variable to one of the values that the error lists, or unset it.',
  },
  PORT_IN_USE: {
    title: 'The gateway port is in use',
    meaning: 'Another program listens on the port of 127.0.0.1 that the ingress gateway needs.',
    remedy: 'Stop that program, or choose another port with `./lab up --port PORT`.',
  },
  NO_FREE_PORT: {
    title: 'No port is free',
    meaning: 'Every port that the lab may give to a pod is in use.',
    remedy: 'Stop the programs that use these ports, or run fewer replicas.',
  },
  DISK: {
    title: "The lab's folder cannot be used",
    meaning:
      'The lab cannot read or write its folder (`.lab`, or the one in `LAB_DIR`): the disk is full, or the folder belongs to another user or is open to other users.',
    remedy:
      'Free disk space or correct the permissions of the folder, or set `LAB_DIR` to a folder that you own.',
  },
  LIMIT: {
    title: 'A limit of this machine is reached',
    meaning:
      'The system lets the lab open no more files, start no more processes or use no more memory. Each pod takes processes and files of its own.',
    remedy:
      'Raise the limit that the error names, in the terminal in which you start the lab (`ulimit -a` lists all), or run fewer pods.',
  },
  FOLDER_REMOVED: {
    title: "The lab's folder was removed",
    meaning:
      'The folder that holds the state of the running lab was removed, so the lab stopped itself and everything it ran.',
    remedy: 'Start the lab again with `./lab up`. To stop a lab, use `./lab down`.',
  },
  CONSOLE: {
    title: 'The console cannot be opened',
    meaning:
      'The lab was started with `--no-console`, the console did not start with it, or this machine has no program that opens a browser.',
    remedy:
      'Print the address with `./lab console`, and open it in a browser. If the lab has no console, `./lab logs lab` says why; start the lab again.',
  },
  BUILD_FAILED: {
    title: 'The build of an application failed',
    meaning:
      'An application could not be built. The error shows the end of the build output. Pods that were already running are not affected.',
    remedy: 'Correct the source file that the build output names. A running lab then builds again by itself.',
  },
  WORKLOAD_NOT_READY: {
    title: 'A pod did not become ready',
    meaning:
      'The application of a pod ended, or did not pass its readiness probe in time. The lab restarts it with a growing delay, as Kubernetes does. When a pod is replaced, the old pod keeps running.',
    remedy:
      'Read the log that the error names. Usual causes are a crash at startup and a program that does not listen on the address in `HOST` and the port in `PORT`.',
  },
  SIDECAR_NOT_READY: {
    title: 'The sidecar of a pod did not become ready',
    meaning: 'Envoy did not start, or rejected part of its configuration under `--guard`.',
    remedy: 'Read the sidecar log that the error names: `./lab logs POD` prints it.',
  },
  UNKNOWN_WORKLOAD: {
    title: 'There is no workload of that name',
    meaning: 'The command names a workload that the lab or the cluster does not run.',
    remedy: 'Use one of the names that the error lists.',
  },
  CONTROL: {
    title: 'The running lab does not respond',
    meaning:
      'The lab runs, and a request to its control socket failed: the lab is overloaded or stuck, or is of another version than the command.',
    remedy:
      'Read `./lab logs lab`. Then stop the lab with `./lab down`, or with the command that the error names, and start it again.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
