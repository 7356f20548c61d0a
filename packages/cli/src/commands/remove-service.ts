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
  argument: { name: 'name', required: true, description: 'service that ./lab new service added' },
  summary: 'remove a service, with its application, manifests and skaffold artifact',
  options: [
    { flags: '--dry-run', description: 'print the files, but change nothing' },
    { flags: '--force', description: 'remove files even if you have edited them' },
  ],
  examples: [
    ['./lab remove service stock --dry-run', 'show which files it would remove and change'],
    ['./lab remove service stock', 'remove the service, and keep everything else in the same files'],
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
    ? ['', 'git diff shows the changes. A lab that is up ends the pods of the service.']
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
    'These files have been edited since ./lab new service wrote them:',
    ...edited.map((path) => `  ${path}`),
    `Nothing was removed. Commit them, then run: ./lab remove service ${name} --force`,
  ].join('\n');
  return { exitCode: 1, output };
}
