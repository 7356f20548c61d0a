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
      repeatedKey: ({ key }: { key: string }) => `invalid YAML: the map has the key "${key}" twice`,
      mapKey: () => 'invalid YAML: a map or a list cannot be a key',
      template: () =>
        'this is a Helm template and not yet YAML: run helm template, and give the lab what it prints',
    },
    sample: [
      'parser',
      { said: 'Flow sequence in block collection must be sufficiently indented and end with a ]' },
    ],
    meaning: 'The file is not valid YAML.',
    remedy:
      'Correct it at the given line. Often a bracket, a quote or the indentation before that line is wrong. For a Helm chart, run ' +
      '`helm template CHART | lab analyze -f -`.',
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
      brokenLink: () => 'the file is a link to a file that does not exist',
      linkOutside: () => 'the file is a link to a file outside its folder, and the lab does not follow it',
      special: ({ entry }: { entry: string }) =>
        `${entry} is not a file: the lab opens no pipes, sockets and devices`,
      noFile: () => 'not a file: the lab opens no pipes, sockets and devices',
    },
    sample: ['entry', { entry: '../../base/nosuch' }],
    meaning:
      'A kustomization names a file or folder that does not exist, or there is no overlay of that name. In a folder of plain manifests, ' +
      'the lab reads files, and follows links only to files in the same folder: a folder from elsewhere cannot make it read other files of this machine.',
    remedy:
      "Correct the path. It is relative to the kustomization's folder. In place of a link out of the folder, put a copy of the file.",
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
      outside: ({ path }: { path: string }) =>
        `${path} is outside the folder of the kustomization: kustomize reads files only in that folder and below it`,
      absolute: ({ path }: { path: string }) =>
        `${path} is an absolute path: name a folder relative to the kustomization`,
      helm: () =>
        'the lab runs no Helm charts of a kustomization: run helm template, and name the file with what it prints in resources',
      plugin: ({ kind }: { kind: string }) => `the lab runs no plugins, and ${kind} is one`,
      circle: () => 'the kustomization names a folder that leads back to it',
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
      text: ({ field }: { field: string }) => `not a Kubernetes object: ${field} is missing`,
      notText: ({ field, type }: { field: string; type: string }) =>
        `${field} is ${type}, not a string: write it in quotes`,
      truth: ({ field }: { field: string }) =>
        `${field} is a boolean, not a string: write it in quotes, because kubectl reads y, n, yes, no, on and off without quotes as true and false`,
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
      folders: ({ actual, most }: { actual: number; most: number }) =>
        `the kustomization leads to ${actual} folders, each counted as often as it is named, and the lab builds at most ${most}`,
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

  LAB0108: entry({
    name: 'WrittenTwice',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ place }: { place: string }) =>
      `the same resource is also at ${place}, which replaces this one`,
    sample: [{ place: 'k8s/reviews.yaml:40' }],
    meaning:
      'Two resources have the same kind, namespace and name. `kubectl apply -f` applies both, one after the other, and the later one ' +
      'replaces the earlier one. The lab does the same.',
    remedy: 'Remove one of them, or give it another name.',
  }),

  LAB0109: entry({
    name: 'RemoteResource',
    severity: 'error',
    effect: 'nothing-applied',
    message: ({ entry }: { entry: string }) =>
      `${entry} is not on this machine: the lab fetches nothing that a kustomization names`,
    sample: [{ entry: 'https://example.com/base.yaml' }],
    meaning:
      'A kustomization names a URL or a git repository. kustomize would fetch it, and so manifests from elsewhere could have it ask a ' +
      'server of your machine or run git. The lab does not build such a kustomization.',
    remedy: 'Download what it names, look at it, and name the file or folder instead.',
  }),
} as const;
