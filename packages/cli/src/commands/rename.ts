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
  summary: 'rename the project: package, skaffold names, registry path and title',
  options: [
    { flags: '--title <text>', description: 'title in headings (default: made from the name)' },
    { flags: '--dry-run', description: 'print the lines that would change, but write nothing' },
    { flags: '--force', description: 'rename even if there are uncommitted changes' },
  ],
  examples: [
    ['./lab rename mesh-shop', 'rename to mesh-shop, and to Mesh Shop in headings'],
    ['./lab rename mesh-shop --title "A Shop in a Mesh" --dry-run', 'show which lines would change'],
  ],
  run: rename,
};

async function rename(context: CommandContext, options: RenameOptions): Promise<CommandResult> {
  const { root, terminal } = context;
  const { name, title = titleOf(name), dryRun, force } = options;
  const files = await readRepository(root);
  const changes = planRename(files, { name, title });
  if (changes.length === 0) return { exitCode: 0, output: `The project already has the name ${name}.` };
  const lines = renamedLines(files, changes).map(
    ({ path, line, text }) => `${terminal.paint('dim', `${path}:${line}`)}  ${text}`,
  );
  if (dryRun) return { exitCode: 0, output: [...lines, 'nothing written (--dry-run)'].join('\n') };
  if (!force) await requireCommitted(root);
  await keepInstalled(root, undefined, () => writeChanges(root, changes));
  const next = [
    '',
    'The names @lab/, ./lab and lab.local do not change. Review the changes with git diff, then commit them.',
  ];
  return { exitCode: 0, output: [...lines, ...next].join('\n') };
}
