import { type CommandContext, type CommandDefinition, type CommandResult, wholeNumber } from '../command.ts';
import { findLab } from '../control/lab-client.ts';
import { type OverlayChoice, type OverlayOptions, overlayFrom, overlayOptions } from '../overlay-options.ts';
import { runDetached } from '../up/run-detached.ts';
import { runForeground } from '../up/run-foreground.ts';

interface UpOptions extends OverlayOptions {
  /** TCP port on 127.0.0.1 for the ingress gateway. */
  readonly port: number;
  readonly detach?: boolean;
}

/** What is to run, and at which port. */
export type LabUpOptions = OverlayChoice & { readonly port: number };

/** Starts the lab: in the foreground until Ctrl-C, or in the background. */
export const upCommand: CommandDefinition<UpOptions> = {
  name: 'up',
  summary: 'start every workload of an overlay with a real Envoy beside it, and follow edits in k8s/',
  options: [
    { flags: '--overlay <name>', description: 'folder below overlays/', default: 'local' },
    ...overlayOptions,
    {
      flags: '--port <port>',
      description: 'port of the ingress gateway on this machine',
      default: 8080,
      parse: wholeNumber(1, 65_535),
    },
    { flags: '-d, --detach', description: 'run in the background: returns when everything is ready' },
  ],
  examples: [
    ['./lab up', 'in the foreground; Ctrl-C stops everything'],
    ['./lab up --detach', 'in the background; ./lab down stops it'],
    ['./lab up --with fault-injection', 'one component more: k8s/components has them all'],
    ['./lab up --with tracing-zipkin,sampling-10', 'several, in this order'],
    ['./lab up --without strict-mtls --with permissive-mtls', 'one in place of another'],
    ['./lab up --port 8081', 'where 8080 is taken'],
    ['./lab up --manifests ~/mesh/k8s', 'your own manifests: ~/mesh/k8s/overlays/local'],
  ],
  run: up,
};

async function up(context: CommandContext, options: UpOptions): Promise<CommandResult> {
  const running = await findLab(context.root);
  if (running) {
    const { overlay, gatewayPort } = await running.status();
    const address = `http://frontend.localhost:${gatewayPort}`;
    return {
      exitCode: 0,
      output: `The lab is up already: ${overlay} at ${address}. ./lab status shows it, ./lab down stops it.`,
    };
  }
  const chosen = { ...overlayFrom(context, options), port: options.port };
  return options.detach ? runDetached(context, chosen) : runForeground(context, chosen);
}
