import {
  planRename,
  readRepository,
  renamedLines,
  requireCommitted,
  titleOf,
  writeChanges,
} from '@lab/scaffold';
import type { CommandContext, CommandDefinition, CommandResult } from '../command.ts';
import { keepInstalled } from '../keep-installed.ts';

interface RenameOptions {
  readonly name: string;
  readonly title?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** Gives the fork a name of its own. */
export const renameCommand: CommandDefinition<RenameOptions> = {
  name: 'rename',
  argument: { name: 'name', required: true, description: 'lower-case letters, digits and hyphens' },
  summary: 'give the project another name: package, skaffold, registry path, title',
  options: [
    { flags: '--title <text>', description: 'for headings; without: made from the name' },
    { flags: '--dry-run', description: 'print the lines that would change, write nothing' },
    { flags: '--force', description: 'also with uncommitted changes' },
  ],
  examples: [
    ['./lab rename mesh-shop', 'mesh-shop, and Mesh Shop in headings'],
    ['./lab rename mesh-shop --title "A Shop in a Mesh" --dry-run', 'which lines that would be'],
  ],
  run: rename,
};

async function rename(context: CommandContext, options: RenameOptions): Promise<CommandResult> {
  const { root, terminal } = context;
  const { name, title = titleOf(name), dryRun, force } = options;
  const files = await readRepository(root);
  const changes = planRename(files, { name, title });
  if (changes.length === 0) return { exitCode: 0, output: `it has the name ${name} already: nothing to do` };
  const lines = renamedLines(files, changes).map(
    ({ path, line, text }) => `${terminal.paint('dim', `${path}:${line}`)}  ${text}`,
  );
  if (dryRun) return { exitCode: 0, output: [...lines, 'nothing written (--dry-run)'].join('\n') };
  if (!force) await requireCommitted(root);
  await keepInstalled(root, undefined, () => writeChanges(root, changes));
  const next = [
    '',
    'The scope @lab/, ./lab and lab.local stay: git diff shows all of it, and git commit keeps it.',
  ];
  return { exitCode: 0, output: [...lines, ...next].join('\n') };
}
