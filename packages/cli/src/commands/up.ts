import { findLab } from '@lab/mesh-client';
import { type CommandContext, type CommandDefinition, type CommandResult, wholeNumber } from '../command.ts';
import { overlayFrom, overlayOptions } from '../overlay-options.ts';
import { changeRunning } from '../up/change-running.ts';
import { runDetached } from '../up/run-detached.ts';
import { runForeground } from '../up/run-foreground.ts';
import { DEFAULT_PORT, type UpOptions } from '../up/up-options.ts';

/** Starts the lab: in the foreground until Ctrl-C, or in the background. */
export const upCommand: CommandDefinition<UpOptions> = {
  name: 'up',
  summary:
    'start every workload of an overlay with a real Envoy beside it, and follow edits; change it while it is up',
  options: [
    { flags: '--overlay <name>', description: 'folder below overlays/; "local" without' },
    ...overlayOptions,
    {
      flags: '--port <port>',
      description: `port of the ingress gateway on this machine; ${DEFAULT_PORT} without`,
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
    ['./lab up --manifests ~/shop/k8s', 'your own manifests and services: docs/your-own-mesh.md'],
  ],
  reading: `While the lab is up, the options change what it runs, live: --with puts components on, --without takes them off,
--overlay begins again from an overlay. A configuration with errors is told, with exit code 1, and the previous one stays
active. Files below k8s/ and the sources of the applications are followed: an edit is live when it is saved.`,
  run: up,
};

async function up(context: CommandContext, options: UpOptions): Promise<CommandResult> {
  const running = await findLab(context.root);
  if (running) return changeRunning(context, running, options);
  const chosen = { choice: overlayFrom(context, options), port: options.port ?? DEFAULT_PORT };
  return options.detach ? runDetached(context, chosen) : runForeground(context, chosen);
}
