import type { Finding } from '@lab/istio';
import { findKustomize } from '@lab/kustomize';
import { labPaths, loadOverlay, type OverlayChoice, PLATFORM } from '@lab/local';
import { type Explanation, explainCall, servedHosts, withSender } from '@lab/mesh-client';
import type { CommandContext } from '../command.ts';
import type { ExplainOptions } from './explain-options.ts';
import { explainQuestion } from './explain-question.ts';

/**
 * Explains a request to what the files of an overlay say, with all pods ready and no calls of applications known.
 *
 * @returns findings where an error among them keeps the files from making a mesh
 */
export async function explainFiles(
  { root, cwd }: Pick<CommandContext, 'root' | 'cwd'>,
  choice: OverlayChoice,
  options: ExplainOptions,
): Promise<{ readonly explanation: Explanation } | { readonly findings: readonly Finding[] }> {
  const source = { kustomize: await findKustomize(), root, ...choice, workDir: labPaths(root).explain };
  const loaded = await loadOverlay(source, PLATFORM);
  if (!loaded.ok) return { findings: loaded.findings };
  const { mesh } = loaded;
  const question = await explainQuestion(options, cwd, async () => servedHosts(mesh));
  return {
    explanation: explainCall(mesh, withSender(question, mesh.pods), { calls: {}, dialsPastProxy: true }),
  };
}
