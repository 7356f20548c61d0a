import { findLab } from '@lab/mesh-client';
import { type CommandContext, type CommandDefinition, type CommandResult, wholeNumber } from '../command.ts';
import { overlayArgument, overlayFrom, overlayOptions, standInOptions } from '../overlay-options.ts';
import { changeRunning } from '../up/change-running.ts';
import { runDetached } from '../up/run-detached.ts';
import { runForeground } from '../up/run-foreground.ts';
import { DEFAULT_PORT, type UpOptions } from '../up/up-options.ts';

/** Starts the lab: in the foreground until Ctrl-C, or in the background. */
export const upCommand: CommandDefinition<UpOptions> = {
  name: 'up',
  summary: 'start every workload of an overlay with a real Envoy sidecar, or change the lab that is up',
  argument: overlayArgument,
  options: [
    { flags: '--overlay <name>', description: 'the overlay', hidden: true },
    ...overlayOptions,
    {
      flags: '--port <port>',
      description: `port of the ingress gateway on this machine (default: ${DEFAULT_PORT})`,
      parse: wholeNumber(1, 65_535),
    },
    { flags: '--guard', description: 'let no configuration with an error take effect' },
    { flags: '--no-guard', description: 'let errors take effect, as in a cluster (default)' },
    ...standInOptions,
    { flags: '--no-console', description: 'start without the console' },
    { flags: '-d, --detach', description: 'run in the background; return when every pod is ready' },
  ],
  examples: [
    ['./lab up', 'run in the foreground; Ctrl-C stops everything'],
    ['./lab up --detach', 'run in the background; ./lab down stops it'],
    ['./lab up --with fault-injection', 'add a component; k8s/components has all of them'],
    ['./lab up --with tracing-zipkin,sampling-10', 'add several components, in this order'],
    ['./lab up --without strict-mtls --with permissive-mtls', 'replace one component with another'],
    ['./lab up --guard', 'apply only configurations without errors'],
    ['./lab up --port 8081', 'use a port other than 8080'],
    ['./lab up --manifests ~/shop/k8s', 'run your own manifests and services: docs/your-own-mesh.md'],
  ],
  reading: `If the lab is up, the same options change what it runs: --with adds components, --without removes them, and naming an
overlay replaces the whole configuration with it. The lab watches the manifests and the sources of the applications, and applies
every edit that you save. Errors take effect as in a cluster: the lab does not apply a resource that the API server or
Istio's admission webhook refuses, and keeps its previous version; every other error takes effect, and the finding says what callers
get. What an Envoy rejects stays at its last version in that proxy. With --guard, no configuration with an error takes effect, and the
previous configuration stays active. The exit code is 1 if something was not applied. docs/findings.md explains what each finding does.`,
  run: up,
};

async function up(context: CommandContext, options: UpOptions): Promise<CommandResult> {
  const running = await findLab(context.root);
  if (running) return changeRunning(context, running, options);
  const choice = { ...overlayFrom(context, options), ...(options.guard && { guard: true }) };
  const chosen = { choice, port: options.port ?? DEFAULT_PORT, console: options.console !== false };
  return options.detach ? runDetached(context, chosen) : runForeground(context, chosen);
}
