import { listNames } from '../list-names.ts';
import { entry, entryOfMany } from './entry.ts';

type Image = { readonly folder: string; readonly image: string };
type UnknownImage = Record<'image' | 'file' | 'images' | 'hint', string>;
type Command = Image & { readonly place: 'command' | 'start script'; readonly command: string };

/** Workloads that cannot run on this machine. */
export const LAB_020X = {
  LAB0201: entryOfMany({
    name: 'NoSkaffoldFile',
    severity: 'error',
    effect: 'not-started',
    messages: {
      missing: () => 'there is no skaffold.yaml that says which folder an image is built from',
      owner: () => 'skaffold.yaml belongs to another user of this machine, so the lab does not read it',
    },
    sample: ['missing'],
    meaning:
      'There is no skaffold.yaml, so the lab does not know which folder an image is built from. It looks in the folder of ' +
      'the manifests, in the folders above it, and then in this project. It does not read a file that belongs to another ' +
      'user of the machine.',
    remedy:
      "Add one with `build.artifacts`, like this project's. [Your own mesh](your-own-mesh.md) has a short example.",
  }),

  LAB0202: entry({
    name: 'NoContainer',
    severity: 'error',
    effect: 'not-started',
    message: () => 'the workload has no container',
    sample: [],
    meaning: 'A workload has no container, so there is nothing to run.',
    remedy: "Add a container to the pod's template.",
  }),

  LAB0203: entry({
    name: 'UnknownImage',
    severity: 'error',
    effect: 'not-started',
    message: ({ image, file, images, hint }: UnknownImage) =>
      `image ${image} is not a build artifact of ${file} (its artifacts: ${images || 'none'}), so the lab has no folder to run it from${hint}`,
    sample: [
      {
        image: 'frontent:1',
        file: 'skaffold.yaml',
        images: 'frontend, backend, ml',
        hint: ': did you mean "frontend"?',
      },
    ],
    meaning:
      'No build artifact of skaffold.yaml is the image of a container. The lab runs a workload from the folder of its image. It ' +
      'pulls no images.\n\n' +
      'Normally a stand-in takes the place of such an image ([Your own mesh](your-own-mesh.md#stand-ins)). The lab reports the ' +
      'image if its name is nearly that of an artifact, and every such image with `--no-stand-ins`.',
    remedy:
      'Correct the name, or add the image to `build.artifacts` of that skaffold.yaml, without registry and tag. Its folder is the ' +
      '`context`, or below `apps/` of the context the app that `docker.buildArgs.APP` names.',
  }),

  LAB0204: entryOfMany({
    name: 'NoStartCommand',
    severity: 'error',
    effect: 'not-started',
    messages: {
      noFolder: ({ folder, image }: Image) => `${folder}, the folder of image ${image}, does not exist`,
      noFile: ({ folder, image }: Image) =>
        `${folder}, the folder of image ${image}, has neither a Procfile nor a package.json that says how to start it`,
      link: ({ folder, image, file }: Image & { readonly file: string }) =>
        `${folder}, the folder of image ${image}, has a ${file} that links to a file outside the folder, so the lab does not read it`,
      owner: ({ folder, image, file }: Image & { readonly file: string }) =>
        `${folder}, the folder of image ${image}, has a ${file} that belongs to another user of this machine, so the lab does not read it`,
      noWebLine: ({ folder, image }: Image) =>
        `${folder}, the folder of image ${image}, has no line "web: COMMAND" in its Procfile`,
      notJson: ({ folder, image }: Image) =>
        `${folder}, the folder of image ${image}, has a package.json that is not valid JSON`,
      noStartScript: ({ folder, image }: Image) =>
        `${folder}, the folder of image ${image}, has no start script in its package.json`,
      shell: ({ folder, image, place, command, character }: Command & { readonly character: string }) =>
        `${folder}, the folder of image ${image}, has the ${place} "${command}", which needs a shell for "${character}": the lab runs it without a shell`,
      openQuote: ({ folder, image, place, command }: Command) =>
        `${folder}, the folder of image ${image}, has the ${place} "${command}", in which a quote is not closed`,
      noProgram: ({ folder, image, place, command }: Command) =>
        `${folder}, the folder of image ${image}, has the ${place} "${command}", which does not begin with a program`,
      notNode: ({ folder, image, place, command }: Command) =>
        `${folder}, the folder of image ${image}, has the ${place} "${command}", which is not a node command: put other commands into a Procfile`,
    },
    sample: ['noStartScript', { folder: 'apps/web', image: 'web' }],
    meaning:
      'The lab cannot start the application in the folder of an image. The folder has neither a Procfile with a line ' +
      '`web: COMMAND` nor a package.json with a `node` command as its start script, or the command needs a shell, or the ' +
      'file is not your own (a link out of the folder, or a file of another user).',
    remedy:
      "Add a Procfile, or a `start` script for Node. It takes the place of the container's entry point in a cluster; " +
      '`command` and `args` of manifests start nothing here.',
  }),

  LAB0205: entry({
    name: 'EnvironmentNotSet',
    severity: 'warning',
    effect: 'in-effect',
    message: ({ variable, source }: { variable: string; source: string }) =>
      `${variable} is not set: its source ${source} does not exist without a cluster`,
    sample: [{ variable: 'API_KEY', source: 'secretKeyRef' }],
    meaning:
      'An environment variable takes its value from a source that exists only in a cluster. The lab does not set it.',
    remedy: 'Make the application work without it, or set it with `value` in an overlay for this machine.',
  }),

  LAB0206: entryOfMany({
    name: 'ContainerFieldNotSupported',
    severity: 'warning',
    effect: 'in-effect',
    messages: {
      secondContainer: () =>
        'a second container is not supported without a cluster, so the lab does not run it',
      initContainer: () =>
        'init containers are not supported without a cluster, so the lab does not run them',
      command: () => 'command and args are not supported without a cluster, so the lab ignores them',
      envFrom: () => 'envFrom is not supported without a cluster, so the lab ignores it',
      probe: ({ probe }: { probe: string }) =>
        `a ${probe} other than httpGet, tcpSocket and grpc is not supported without a cluster, so the lab ignores it`,
    },
    sample: ['initContainer'],
    meaning:
      'The lab does not support part of the pod without a cluster: a second container, an init container, `command` and ' +
      '`args`, `envFrom`, or a probe other than `httpGet`, `tcpSocket` and `grpc`.',
    remedy: 'Do nothing if the workload runs without it.',
  }),

  LAB0207: entryOfMany({
    name: 'RefusedByEnvoy',
    severity: 'error',
    effect: 'in-effect',
    messages: {
      resources: ({ pods, kind, rejected, said }: Rejection) =>
        `${envoysOf(pods)} ${KINDS[kind]} ${listNames(rejected)}: ${said}`,
      update: ({ pods, kind, rejected, said }: Rejection) =>
        `${envoysOf(pods)} a whole update of ${rejected.length > 0 ? `${PLURALS[kind]} because of ${listNames(rejected)}` : PLURALS[kind]}: ${said}`,
      late: ({ pods }: { readonly pods: readonly string[] }) =>
        `the Envoy of ${listNames(pods)} did not apply its configuration within 10 s`,
    },
    callers: {
      ...{ resources: whatCallersGet, update: whatCallersGet },
      late: () => 'its previous configuration may still be active',
    },
    sample: [
      'resources',
      {
        ...{ pods: ['shop/cart-0'], kind: 'routes', rejected: ['8080'], kept: ['8080'], absent: [] },
        said: 'Not supported field in StreamInfo: HOSTNAM',
      },
    ],
    meaning:
      'An Envoy rejected part of its configuration (a NACK in xDS). In that proxy, what it rejected stays at its last version; a ' +
      'proxy that has just started has no last version, so there it is absent. An Envoy takes the other listeners, Envoy ' +
      'clusters and route configurations of an update, except where one does not fit its protobuf type: then it rejects the whole ' +
      'update of that type. The finding says which. Everything else takes effect, in this proxy and in the others.\n\n' +
      'In a cluster, a new pod whose proxy rejects part of its first Envoy clusters or listeners does not become ready. In the ' +
      'lab it does, so that you can see what callers get.',
    remedy: "Read Envoy's own message, which follows the colon, and correct the field at that line.",
  }),
} as const;

interface Rejection {
  readonly pods: readonly string[];
  readonly kind: keyof typeof KINDS;
  /** Those that Envoy rejects for themselves. */
  readonly rejected: readonly string[];
  /** Those of the update that stay at their last version, and those that are absent. */
  readonly kept: readonly string[];
  readonly absent: readonly string[];
  readonly said: string;
}

const KINDS = {
  clusters: 'Envoy cluster',
  endpoints: 'the endpoints of Envoy cluster',
  listeners: 'listener',
  routes: 'route configuration',
  secrets: 'secret',
} as const;

const PLURALS = {
  clusters: 'Envoy clusters',
  endpoints: 'endpoints',
  listeners: 'listeners',
  routes: 'route configurations',
  secrets: 'secrets',
} as const;

/** What becomes of requests that need what is absent: response flags NC, UH, NR; a port on which nobody listens. */
const WITHOUT: Readonly<Record<keyof typeof KINDS, (names: string) => string>> = {
  clusters: (names) => `calls to ${names} fail with 503 NC`,
  endpoints: (names) => `calls to ${names} fail with 503 UH`,
  listeners: (names) => `listener ${names} is absent, and connections to it are refused`,
  routes: (names) => `requests that need ${names} get 404 NR`,
  secrets: (names) => `connections that need ${names} fail`,
};

function envoysOf(pods: readonly string[]): string {
  return pods.length === 1 ? `the Envoy of ${pods[0]} rejects` : `the Envoys of ${listNames(pods)} reject`;
}

function whatCallersGet({ kind, kept, absent }: Rejection): string {
  const stays = kept.length > 0 ? [`the previous version of ${listNames(kept)} stays active`] : [];
  return [...stays, ...(absent.length > 0 ? [WITHOUT[kind](listNames(absent))] : [])].join('; ');
}
