import { type LabEvent, type OverlayChoice, startLab } from '@lab/local';
import { labHandlers } from '@lab/mesh-client';
import { createTraceStore, startCollector } from '@lab/observe';
import type { CommandContext, CommandResult } from '../command.ts';
import { unmuted } from '../muting.ts';
import { eventLines } from '../render/event-lines.ts';
import { fileNames } from '../render/file-names.ts';
import { readyText } from '../render/ready-text.ts';
import { hasStarter, tellStarter } from './tell-starter.ts';
import { showLab, startUpConsole } from './up-console.ts';
import type { LabUpOptions } from './up-options.ts';

/** The names under which pods know the collector: Envoy and the SDKs send one of them as Host. */
const collectorService = 'otel-collector.observability';
const collectorHosts = ['', '.svc', '.svc.cluster.local'].map((suffix) => `${collectorService}${suffix}`);

/**
 * Runs the lab in this process until it is told to stop, by Ctrl-C or by `./lab down`.
 *
 * @throws LabError when it does not start, or stops without being told
 */
export async function runForeground(context: CommandContext, options: LabUpOptions): Promise<CommandResult> {
  const { terminal, signal, root } = context;
  const print = (line: string) => {
    terminal.print(line);
    tellStarter({ line });
  };
  let { choice } = options;
  const traces = createTraceStore();
  const collector = await startCollector({ hosts: collectorHosts, onSpans: (spans) => traces.add(spans) });
  const console = await startUpConsole(context, options);
  try {
    const lab = await startLab({
      root,
      choice: options.choice,
      gatewayPort: options.port,
      ...(console && { applicationEnv: { LAB_CONSOLE_URL: console.address } }),
      collector: { otlpPort: collector.otlpPort, zipkinPort: collector.zipkinPort },
      signal,
      handlers: (running) => ({
        ...labHandlers(traces, running),
        console: () => console?.entrance ?? null,
      }),
      onEvent: (event) => {
        console?.tell(event);
        if (event.type === 'configured') ({ choice } = event);
        if (event.type === 'progress') {
          terminal.progress(event.text);
          tellStarter({ progress: event.text });
        }
        for (const line of eventLines(shownEvent(context, choice, event), terminal.paint, fileNames(context)))
          print(line);
      },
    });
    signal.addEventListener('abort', () => void lab.stop(), { once: true });
    if (signal.aborted) await lab.stop();
    terminal.progress(undefined);
    const status = lab.status();
    const findings = unmuted(context, choice.manifests, status.findings);
    const ready = (address?: string) =>
      readyText({ ...status, findings }, terminal.paint, fileNames(context), address);
    // In the background this goes to a log, in which the token has no place.
    for (const line of ready(hasStarter() ? console?.address : console?.entrance)) terminal.print(line);
    for (const line of ready(console?.entrance)) tellStarter({ line });
    tellStarter({ ready: status.absent.length === 0 && status.pods.every((pod) => pod.ready) });
    await showLab(context, console, lab);
    const reason = await lab.stopped;
    if (reason) throw reason;
  } finally {
    await console?.close();
    await collector.close();
  }
  return { exitCode: 0, output: 'The lab is down.' };
}

/** An event without what an incident mutes. */
function shownEvent(context: CommandContext, { manifests }: OverlayChoice, event: LabEvent): LabEvent {
  return event.type === 'findings'
    ? { ...event, findings: unmuted(context, manifests, event.findings) }
    : event;
}
