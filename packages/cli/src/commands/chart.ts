import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { chartFiles, type Manifest, writeChart } from '@lab/helm';
import { readBuild } from '@lab/kustomize';
import { labPaths } from '@lab/local';
import { type CommandContext, type CommandDefinition, type CommandResult, jsonResult } from '../command.ts';
import { buildPlain, overlayFolders } from '../overlay-folder.ts';
import { type OverlayOptions, overlayOptions, requiredOverlay } from '../overlay-options.ts';
import { refuse } from '../render/finding-lines.ts';

interface ChartOptions extends OverlayOptions {
  readonly overlay: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Writes a Helm chart of an overlay. */
export const chartCommand: CommandDefinition<ChartOptions> = {
  name: 'chart',
  argument: requiredOverlay,
  summary: 'write a Helm chart from an overlay',
  options: [
    ...overlayOptions,
    { flags: '-o, --output <dir>', description: 'folder of the chart (default: .lab/charts/OVERLAY)' },
    {
      flags: '--force',
      description: 'write into a folder that has other files too, and replace its templates/',
    },
    { flags: '--json', description: 'print the folder, the files and the values as JSON' },
  ],
  examples: [
    ['./lab chart production', 'write to .lab/charts/production'],
    ['./lab chart production -o charts/shop', 'write to a folder of your own'],
    ['helm install shop .lab/charts/production --set canary.backend=50', 'install it, with Helm 3 or 4'],
    ['./lab chart kind --with canary-50', 'add a component'],
  ],
  reading: `With its default values, the chart renders what kustomize builds. values.yaml has the images, replicas, hosts, canary weights
and sampling of the overlay; values.schema.json rejects other values. Read docs/helm.md for more.`,
  run: chart,
};

async function chart(context: CommandContext, options: ChartOptions): Promise<CommandResult> {
  const { root, cwd, terminal } = context;
  const folders = overlayFolders(context, options);
  const built = await buildPlain(context, folders);
  if (!built.ok) return refuse(built.findings, context);
  const { resources, findings } = readBuild(built, { file: folders.dir });
  if (findings.length > 0) return refuse(findings, context);
  const name = basename(resolve(root, folders.dir));
  const folder = options.output ? resolve(cwd, options.output) : join(labPaths(root).charts, name);
  const project = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const { files, values } = chartFiles(
    resources.map(({ raw }) => raw as Manifest),
    {
      name: `${project.name}-${name}`,
      version: project.version,
      overlay: [
        [folders.dir, ...folders.components.map((path) => basename(path))].join(' with '),
        ...folders.without,
      ].join(' without '),
    },
  );
  await writeChart(folder, files, { force: options.force });
  if (options.json) return jsonResult({ folder, files: files.map(({ path }) => path), values });
  const shown = relative(cwd, folder).startsWith('..') ? folder : relative(cwd, folder);
  const lines = [
    `${terminal.paint('bold', shown)}: ${resources.length} resources, values for ${Object.keys(values).join(', ') || 'nothing'}`,
    `  helm template ${shown}              show what it renders`,
    `  helm show values ${shown}           show the values`,
    `  helm install NAME ${shown} --set …`,
  ];
  return { exitCode: 0, output: lines.join('\n') };
}
