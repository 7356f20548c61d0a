import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  listRepository,
  ownFolders,
  planRemoval,
  readRepository,
  removeFiles,
  type ServiceRemoval,
  writeChanges,
} from '@lab/scaffold';
import type { CommandContext, CommandDefinition, CommandResult } from '../command.ts';
import { keepInstalled } from '../keep-installed.ts';
import type { Paint } from '../terminal.ts';

interface RemoveServiceOptions {
  readonly name: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** Takes back what `new service` wrote. */
export const removeServiceCommand: CommandDefinition<RemoveServiceOptions> = {
  name: 'remove service',
  argument: { name: 'name', required: true, description: 'a service that ./lab new service made' },
  summary: 'take a service back: its app, its manifests, its skaffold artifact',
  options: [
    { flags: '--dry-run', description: 'print the files, change nothing' },
    { flags: '--force', description: 'also what was edited since it was made' },
  ],
  examples: [
    ['./lab remove service stock --dry-run', 'which files would go, and which would change'],
    ['./lab remove service stock', 'takes them back; what else was written into the same files stays'],
  ],
  run: removeService,
};

async function removeService(context: CommandContext, options: RemoveServiceOptions): Promise<CommandResult> {
  const { root, terminal } = context;
  const { name, dryRun, force } = options;
  const removal = planRemoval(await readRepository(root), await listRepository(root), name);
  const lines = removalLines(removal, terminal.paint);
  if (dryRun) return { exitCode: 0, output: [...lines, 'nothing changed (--dry-run)'].join('\n') };
  if (removal.edited.length > 0 && !force) return refusal(name, removal);
  await keepInstalled(root, undefined, () => {
    writeChanges(root, removal.changes);
    removeFiles(root, removal.deleted);
    // What is left there was installed or built.
    for (const folder of ownFolders(name)) rmSync(join(root, folder), { recursive: true, force: true });
    rmSync(join(root, 'node_modules/@lab', name), { force: true });
  });
  const next = existsSync(join(root, '.git'))
    ? ['', 'git diff shows what has changed; a lab that is up ends its pods.']
    : [];
  return { exitCode: 0, output: [...lines, ...next].join('\n') };
}

function removalLines({ deleted, changes, edited }: ServiceRemoval, paint: Paint): string[] {
  const line = (what: string, path: string) =>
    `${what}  ${path}${edited.includes(path) ? paint('yellow', '  (edited)') : ''}`;
  return [
    ...deleted.map((path) => line(paint('red', 'remove'), path)),
    ...changes.map(({ path }) => line(paint('yellow', 'change'), path)),
  ];
}

function refusal(name: string, { edited }: ServiceRemoval): CommandResult {
  const output = [
    'These are not as ./lab new service wrote them:',
    ...edited.map((path) => `  ${path}`),
    `Nothing has changed. Commit them, then: ./lab remove service ${name} --force`,
  ].join('\n');
  return { exitCode: 1, output };
}
