import { planService, readRepository, requireCommitted, writeChanges } from '@lab/scaffold';
import {
  type CommandContext,
  type CommandDefinition,
  type CommandResult,
  UsageError,
  wholeNumber,
} from '../command.ts';
import { keepInstalled } from '../keep-installed.ts';
import { changeLines } from '../render/change-lines.ts';

interface NewServiceOptions {
  readonly name: string;
  readonly port: number;
  readonly calledBy?: readonly string[];
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** Adds a service to the fork: app, manifests, skaffold artifact. */
export const newServiceCommand: CommandDefinition<NewServiceOptions> = {
  name: 'new service',
  argument: { name: 'name', required: true, description: 'lower-case letters, digits and hyphens' },
  summary: 'add a service, with its application, manifests and skaffold artifact',
  options: [
    { flags: '--port <port>', description: 'port on which it listens', default: 8080, parse: servicePort },
    { flags: '--called-by <service...>', description: 'services that may call it (default: frontend)' },
    { flags: '--dry-run', description: 'print the files, but write nothing' },
    { flags: '--force', description: 'change files even if they have uncommitted changes' },
  ],
  examples: [
    ['./lab new service stock --called-by backend', 'add a tier that only backend may call'],
    ['./lab new service stock --dry-run', 'show which files it would write'],
  ],
  run: newService,
};

async function newService(context: CommandContext, options: NewServiceOptions): Promise<CommandResult> {
  const { root, terminal } = context;
  const { name, port, calledBy = ['frontend'], dryRun, force } = options;
  const changes = planService(await readRepository(root), { name, port, calledBy });
  const lines = changeLines(changes, terminal.paint);
  if (dryRun) return { exitCode: 0, output: [...lines, 'nothing written (--dry-run)'].join('\n') };
  const changed = changes.filter(({ created }) => !created).map(({ path }) => path);
  if (!force) await requireCommitted(root, changed);
  await keepInstalled(root, name, () => writeChanges(root, changes));
  const next = [
    '',
    `${calledBy.join(' and ')} may call it at http://${name}-service.${name}:${port}/echo`,
    `./lab up starts it with the other services; apps/${name}/README.md describes what to edit.`,
  ];
  return { exitCode: 0, output: [...lines, ...next].join('\n') };
}

/** Below 1024 a container that is not root cannot listen, and the sidecar has 15000 to 15099. */
function servicePort(text: string): unknown {
  const port = Number(wholeNumber(1024, 65_535)(text));
  if (port >= 15_000 && port < 15_100)
    throw new UsageError(`${port} is one of the sidecar's ports, 15000 to 15099`);
  return port;
}
