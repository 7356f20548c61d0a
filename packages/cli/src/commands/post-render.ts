import { text } from 'node:stream/consumers';
import { splitHooks } from '@lab/helm';
import { findKustomize, postRender } from '@lab/kustomize';
import { labPaths } from '@lab/local';
import { type CommandContext, type CommandDefinition, type CommandResult, UsageError } from '../command.ts';
import { overlayFolders } from '../overlay-folder.ts';
import { type OverlayOptions, overlayOptions, requiredOverlay } from '../overlay-options.ts';
import { refuse } from '../render/finding-lines.ts';

/** Runs an overlay over the output of a Helm chart: standard input to standard output. */
export const postRenderCommand: CommandDefinition<OverlayOptions> = {
  name: 'post-render',
  argument: { ...requiredOverlay, description: 'name of a folder in overlays/ or components/, or a path' },
  summary: 'apply an overlay to the output of a Helm chart, from standard input to standard output',
  options: overlayOptions,
  examples: [
    ['helm template CHART | ./lab post-render strict-mtls', 'apply a component to a chart'],
    [
      'helm install NAME CHART --post-renderer ./lab --post-renderer-args=post-render --post-renderer-args=./my-overlay',
      'Helm 3',
    ],
    ['helm install NAME CHART --post-renderer lab-post-render --post-renderer-args ./my-overlay', 'Helm 4'],
  ],
  reading: `Helm 4 needs the plugin first: helm plugin install packages/helm/post-renderer. Patches of the overlay change resources of the
chart, and resources of the overlay are added. Hooks of the chart do not change. Read docs/helm.md for more.`,
  run: runPostRender,
};

async function runPostRender(context: CommandContext, options: OverlayOptions): Promise<CommandResult> {
  if (process.stdin.isTTY) {
    throw new UsageError(
      'there is no chart on standard input; use: helm template CHART | ./lab post-render OVERLAY',
    );
  }
  const { hooks, resources } = splitHooks(await text(process.stdin));
  const { dir, components, without } = overlayFolders(context, options, ['components']);
  const rendered = await postRender({
    kustomize: await findKustomize(),
    root: context.root,
    stream: resources,
    folders: [dir, ...components],
    without,
    workDir: labPaths(context.root).postRender,
  });
  if (!rendered.ok) return refuse(rendered.findings, context);
  return { exitCode: 0, output: `${rendered.yaml}${hooks}`.trimEnd() };
}
