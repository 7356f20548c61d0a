import { entry, entryOfMany } from './entry.ts';

/** Files that cannot be read. */
export const LAB_01XX = {
  LAB0101: entryOfMany({
    name: 'BrokenYaml',
    severity: 'error',
    effect: 'nothing-applied',
    messages: {
      parser: ({ said }: { said: string }) => `invalid YAML: ${said}`,
      aliasWithoutAnchor: ({ alias }: { alias: string }) =>
        `invalid YAML: alias *${alias} has no anchor before it`,
      aliasInItself: ({ alias }: { alias: string }) =>
        `invalid YAML: alias *${alias} is within the value that it stands for`,
    },
    sample: [
      'parser',
      { said: 'Flow sequence in block collection must be sufficiently indented and end with a ]' },
    ],
    meaning: 'The file is not valid YAML.',
    remedy:
      'Correct it at the given line. Often a bracket, a quote or the indentation before that line is wrong.',
  }),

  LAB0102: entryOfMany({
    name: 'FileNotFound',
    severity: 'error',
    effect: 'nothing-applied',
    messages: {
      folder: ({ folder }: { folder: string }) => `folder ${folder} does not exist`,
      noManifests: ({ folder }: { folder: string }) =>
        `${folder || 'the folder'} contains neither a kustomization nor YAML files`,
      entry: ({ entry }: { entry: string }) => `${entry} does not exist`,
    },
    sample: ['entry', { entry: '../../base/nosuch' }],
    meaning:
      'A kustomization names a file or folder that does not exist, or there is no overlay of that name.',
    remedy: "Correct the path. It is relative to the kustomization's folder.",
  }),

  LAB0103: entry({
    name: 'UnknownKustomizationField',
    severity: 'error',
    effect: 'nothing-applied',
    message: ({ field }: { field: string }) => `a kustomization has no field "${field}"`,
    sample: [{ field: 'resource' }],
    meaning: 'A kustomization has a field that kustomize does not know.',
    remedy: 'Correct the name. The usual fields are `resources`, `components`, `patches` and `labels`.',
  }),

  LAB0104: entryOfMany({
    name: 'KustomizeFailed',
    severity: 'error',
    effect: 'nothing-applied',
    messages: {
      kustomize: ({ said }: { said: string }) => said,
      crashed: ({ said }: { said: string }) => `kustomize crashed: ${said}`,
      numberKey: ({ key }: { key: string }) =>
        `kustomize does not accept a number as a key: write "${key}": in quotes`,
      type: ({ field, expected, actual }: { field: string; expected: string; actual: string }) =>
        `${field} must be ${expected}, not ${actual}`,
      patchTarget: ({ target }: { target: string }) =>
        `a patch targets ${target}, which is not among the resources`,
      twice: ({ resource }: { resource: string }) =>
        `${resource} exists twice: keep one of them, or make one a patch`,
      patchPath: ({ operation, path }: { operation: string; path: string }) =>
        `the ${operation} operation of a patch needs ${path}, which the resource does not have`,
      unnamed: ({ kind }: { kind: string }) => `a ${kind} has no metadata.name`,
      noMetadata: () => 'not a Kubernetes object: metadata is missing',
      replicas: ({ name }: { name: string }) =>
        `replicas: there is no Deployment, StatefulSet or ReplicaSet named ${name}`,
      patchForm: ({ patch }: { patch: string }) =>
        `${patch ? `patch ${patch}` : 'a patch'} is neither a partial resource nor a list of JSON patch operations`,
      noKustomization: () => 'the folder has no kustomization.yaml',
    },
    sample: ['patchTarget', { target: 'Service web in namespace shop' }],
    meaning: 'The lab could not build the overlay with kustomize. The message gives the reason.',
    remedy:
      'Run `kustomize build` on the overlay to see the same error. A patch must target a resource that exists.',
  }),

  LAB0105: entryOfMany({
    name: 'NotAnObject',
    severity: 'error',
    effect: 'refused',
    messages: {
      document: () => 'not a Kubernetes object: the document is not a map',
      text: ({ field }: { field: string }) => `not a Kubernetes object: ${field} is missing or not a string`,
      map: ({ field }: { field: string }) => `not a Kubernetes object: ${field} is missing or not a map`,
      annotations: () => 'not a Kubernetes object: metadata.annotations is not a map',
    },
    sample: ['text', { field: 'apiVersion' }],
    meaning: 'A document is YAML, but not a Kubernetes object.',
    remedy: 'Add `apiVersion`, `kind` and `metadata.name`, or remove the file from `resources`.',
  }),

  LAB0106: entryOfMany({
    name: 'ComponentsDoNotFit',
    severity: 'error',
    effect: 'nothing-applied',
    messages: {
      needs: ({ component, needed }: { component: string; needed: string }) =>
        `component ${component} needs component ${needed} before it`,
      twice: ({ component }: { component: string }) => `component ${component} is listed twice`,
      excludes: ({ component, other }: { component: string; other: string }) =>
        `components ${other} and ${component} exclude each other`,
    },
    sample: ['needs', { component: 'circuit-breaker', needed: 'mesh' }],
    meaning:
      'Components from k8s/components do not work together: one needs another before it, or two exclude each other.',
    remedy:
      "Add the component that is needed to the overlay's `components`, before the other one. Of two that exclude each other, keep one.",
  }),

  LAB0107: entryOfMany({
    name: 'TooLarge',
    severity: 'error',
    effect: 'nothing-applied',
    messages: {
      characters: ({ actual, most }: { actual: number; most: number }) =>
        `the file has ${actual} characters, and the lab reads at most ${most}`,
      documents: ({ actual, most }: { actual: number; most: number }) =>
        `the file has ${actual} documents, and the lab reads at most ${most}`,
      levels: ({ most }: { most: number }) => `lists and maps are nested more than ${most} levels deep`,
      aliases: ({ most }: { most: number }) => `the document has more than ${most} aliases`,
      multiplied: () => 'aliases stand for values with aliases of their own, and multiply them',
      values: ({ most }: { most: number }) =>
        `the document has more than ${most} values, where an alias counts as all that it stands for`,
    },
    sample: ['levels', { most: 200 }],
    meaning:
      'A file is larger, or nested deeper, than the lab reads. The limits protect the lab from files that would take all memory.',
    remedy:
      'Divide a large file into several. No Kubernetes object comes near the other limits: look for a generator that went wrong.',
  }),
} as const;
